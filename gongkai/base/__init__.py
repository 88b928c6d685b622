"""The lowest floor: problems as data, text in terminal cells, dates and working days. Imports nothing of ours."""
