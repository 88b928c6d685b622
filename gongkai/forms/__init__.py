"""The official form, out and in."""
