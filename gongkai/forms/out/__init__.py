"""The official form, out."""
