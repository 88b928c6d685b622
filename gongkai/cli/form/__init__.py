"""`gongkai form`: the official form, filled in as far as it is."""
