"""Where columns come from and what depends on them, read from SQL text."""

from iopsdata_jupyter.lineage.extract import lineage
from iopsdata_jupyter.lineage.graph import Affected, LineageGraph
from iopsdata_jupyter.lineage.models import ColumnEdge, Span, StatementError, StatementLineage

__all__ = [
    "Affected",
    "ColumnEdge",
    "LineageGraph",
    "Span",
    "StatementError",
    "StatementLineage",
    "lineage",
]
