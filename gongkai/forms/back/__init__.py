"""What comes back: files, their rows, and what each would change."""
