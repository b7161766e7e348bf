"""The ways in which a question begins, each a small grammar of its own, in the order they are tried."""

from __future__ import annotations

from collections.abc import Callable

from iopsdata_jupyter.text_to_sql.offline.analytic.beside import compare
from iopsdata_jupyter.text_to_sql.offline.analytic.computed import combined, nth_figure
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Draft
from iopsdata_jupyter.text_to_sql.offline.analytic.exists import whether
from iopsdata_jupyter.text_to_sql.offline.analytic.figure_openings import (
    bucket_first,
    count_of,
    counted_rows,
    how_much,
    measures,
    share_of,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.list_openings import columns_of, listed_rows
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.row_openings import (
    adjective_first,
    by_date,
    top_rows,
    when_was,
    which_one,
    who_did,
)

OPENINGS: tuple[Callable[[Reader], Draft | None], ...] = (
    share_of,
    compare,
    whether,
    combined,
    top_rows,
    nth_figure,
    adjective_first,
    when_was,
    by_date,
    count_of,
    how_much,
    bucket_first,
    which_one,
    who_did,
    measures,
    counted_rows,
    columns_of,
    listed_rows,
)
