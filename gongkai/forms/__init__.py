"""The official form, out and in. Here: the one cell of section, officer and telephone."""
