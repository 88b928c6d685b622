"""What the documentation takes from the program: one module a subject, functions that return Markdown."""
