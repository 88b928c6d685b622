"""The three ways of `gongkai fill`: options, one by one, and a sheet in an editor."""
