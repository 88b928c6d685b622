"""`gongkai submit`: the mail that goes with a form."""
