"""Verified queries: questions whose SQL a person has checked; their parameters are bound, never pasted."""
