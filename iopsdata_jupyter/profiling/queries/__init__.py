"""The SQL of a profile, one module a statement, all written from one set of expressions."""
