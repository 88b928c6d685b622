"""On a terminal: a file a page."""
