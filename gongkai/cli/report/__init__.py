"""`gongkai report`: its views, for one plan or for all plans in the store."""
