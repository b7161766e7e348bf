"""A profile as a DataFrame: one row a column of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.profiling.models import ColumnProfile, TableProfile


def to_frame(profile: TableProfile) -> pd.DataFrame:
    """Figures by the column's name; `min` and `max` are objects, since columns have unlike types."""
    import pandas as pd

    rows = [_row(column) for column in profile.columns.values()]
    index = pd.Index([column.name for column in profile.columns.values()], name="column", dtype="str")
    frame = pd.DataFrame(rows, index=index)
    return frame.astype({name: "object" for name in ("min", "max", "top") if name in frame.columns})


def _row(column: ColumnProfile) -> dict[str, Any]:
    top = column.top_values[0] if column.top_values else None
    return {
        "type": column.type,
        "kind": column.kind,
        "count": column.count,
        "null_count": column.null_count,
        "distinct_count": column.distinct_count,
        "distinct_is_exact": column.distinct_is_exact,
        "min": column.min,
        "max": column.max,
        "mean": column.mean,
        "std": column.std,
        **column.quantiles,
        "top": top.value if top else None,
        "top_count": top.count if top else None,
        "semantic_type": column.semantic.name if column.semantic else None,
        "personal": bool(column.semantic and column.semantic.personal),
    }
