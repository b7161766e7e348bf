"""Schema linking: which tables and columns of a catalog a question is about, within a budget of tokens.

`words.py` splits names and questions, `index.py` scores tables by their text, `neighbours.py` follows keys,
`linker.py` puts them together. Pure and local: nothing here asks a model or a database.
"""
