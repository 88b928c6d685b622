"""`gongkai plan`: plan files as arguments."""
