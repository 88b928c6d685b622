"""Whoever sits at the terminal: questions to them, the pager, how far long work is."""
