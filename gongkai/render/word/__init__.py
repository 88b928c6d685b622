"""Word documents: a file a paper, in the form of an official document."""
