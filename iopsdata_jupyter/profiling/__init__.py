"""Profiles of tables, queries, files and DataFrames.

Everything is computed by SQL in the engine that holds the data; what comes back is aggregates, and for text a
bounded sample of values. Statements go through a `Run`, which the caller makes from its guard and audit log.
"""
