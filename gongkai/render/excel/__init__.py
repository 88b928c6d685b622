"""Excel workbooks: a file a paper."""
