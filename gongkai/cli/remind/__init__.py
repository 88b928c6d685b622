"""`gongkai remind -o`: a folder of 催办单."""
