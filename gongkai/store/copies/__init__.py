"""Whole records on their way: copies, backups, and a file put in another's place."""
