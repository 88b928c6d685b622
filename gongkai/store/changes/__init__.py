"""Making changes: each is written with its line in the journal, in one transaction."""
