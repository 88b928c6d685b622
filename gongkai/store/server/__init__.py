"""A record on a server: its setting up, its walls, and who may log in."""
