"""Questions to the store: they only read. Every state and light comes from the one status query, `status.sql`."""
