"""Reproducible answers: `iopsdata.lock` beside the notebook keeps the SQL of each question.

The same question on the same connection over the same tables gives the same SQL, with no model call. The file
is meant to be committed; it holds no data, only what was asked and the SQL that answered it.
"""
