"""The official form out and in, and the styling that every Word and Excel file shares."""
