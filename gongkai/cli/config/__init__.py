"""`gongkai config`: a setting as it is shown."""
