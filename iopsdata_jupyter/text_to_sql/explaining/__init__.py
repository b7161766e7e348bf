"""A statement in plain words, from its tree alone: no model, no connection, no catalog."""

from iopsdata_jupyter.text_to_sql.explaining.statement import explain

__all__ = ["explain"]
