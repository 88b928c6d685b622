"""A government's own document in, a draft of its plan in YAML out. Nothing is invented: what is unsure is marked."""
