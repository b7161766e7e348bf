"""Runs a checked statement: binds, limits, cancellation, and one place that makes DataFrames."""
