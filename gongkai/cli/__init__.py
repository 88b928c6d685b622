"""The command line: one file a command, loaded when called. The only floor that prints, exits or reads the clock."""
