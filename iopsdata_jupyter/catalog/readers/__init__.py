"""One file a driver, each with `tables(connection) -> tuple[Table, ...]` in a constant number of queries."""
