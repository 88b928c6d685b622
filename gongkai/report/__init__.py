"""Report data, made from the store's answers. Nothing here prints or reads a clock."""
