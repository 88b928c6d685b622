"""What is wrong with records: in their file, and held against their journal."""
