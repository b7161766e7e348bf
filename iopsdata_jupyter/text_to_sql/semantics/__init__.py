"""A team's metrics and synonyms: read from its project and workspace, used by both translators.

A metric is a figure with a name and one definition, such as `revenue = sum(order_items.line_total)`. An
answer that names one computes exactly that; `expansion.py` holds it, in the tree of the SQL.
"""
