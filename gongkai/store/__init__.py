"""The store: schema, queries, records and journal."""
