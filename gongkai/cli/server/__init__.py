"""`gongkai server`: who may do what there, and the logins."""
