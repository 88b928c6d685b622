"""`gongkai arrange`, and what it is made of."""
