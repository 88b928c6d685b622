"""What the shell offers at a press of TAB, and how it is asked."""
