"""`gongkai publish`: one record, many from a CSV file, corrections and withdrawals."""
