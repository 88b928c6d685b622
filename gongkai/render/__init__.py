"""Renderers: report data in, output out. They compute nothing. Here: CSV and iCalendar."""
