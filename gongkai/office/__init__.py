"""Office files: opened with care and read as one grid of cells, made, converted, and written whole."""
