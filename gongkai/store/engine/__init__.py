"""Where records are kept: a SQLite file or a PostgreSQL server, behind one interface."""
