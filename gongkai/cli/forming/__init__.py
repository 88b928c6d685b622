"""`form`, `submit` and `collect`: what they do, apart from their commands so that help needs none of it."""

FORMATS = ("docx", "xlsx")
