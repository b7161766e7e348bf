"""Secrets at rest: which keys there are, and texts sealed with them; cryptography comes at first use."""
