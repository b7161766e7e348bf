"""Conditions in words, a file a kind; `filters.py` tries them in turn."""
