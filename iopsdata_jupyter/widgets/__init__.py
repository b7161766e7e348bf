"""What the notebook shows: each widget with the static and the plain form that a saved notebook keeps.

Everything a form shows is text. Nothing here runs SQL or reads data.
"""
