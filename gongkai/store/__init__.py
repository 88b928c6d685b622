"""The store: what people recorded and what follows from it. Here: the kinds of record, the compiled plan, the holdings."""
