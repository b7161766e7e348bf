"""Sheets of Excel workbooks as Arrow tables, by calamine: DuckDB's own reader is an extension to download."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import ConnectionFailed

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SUFFIXES = (".xlsx", ".xls")


def read_sheets(name: str, path: Path) -> dict[str, pa.Table]:
    """The workbook's sheets that hold rows, by table name: `name`, or `name_sheet` where there are several.

    Raises:
        ConnectionFailed: the package is not installed, or the file is no workbook.
    """
    sheets = read_workbook(path)
    return _by_sheet(name, sheets) if len(sheets) > 1 else dict(zip([name], sheets.values(), strict=False))


def read_workbook(path: Path) -> dict[str, pa.Table]:
    """The sheets that hold rows, by their own names.

    Raises:
        ConnectionFailed: the package is not installed, or the file is no workbook.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        sheets = pd.read_excel(path, sheet_name=None, engine="calamine")
    except ImportError:
        raise ConnectionFailed(
            "Excel files need the package python-calamine, which is not installed.",
            hint='Install it with `%pip install "iopsdata-jupyter[excel]"`, then run the cell again.',
        ) from None
    except Exception as error:  # noqa: BLE001 - calamine has an error class of its own for each kind of damage
        raise ConnectionFailed(
            f"{path.name} cannot be read: {str(error).splitlines()[0]}",
            hint="Check that it is a whole workbook.",
        ) from None
    return {
        sheet: pa.Table.from_pandas(_storable(rows), preserve_index=False)
        for sheet, rows in sheets.items()
        if len(rows.columns)
    }


def _by_sheet(name: str, sheets: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return {
        f"{name}_{re.sub(r'[^0-9A-Za-z_]+', '_', sheet).strip('_')}".lower(): rows
        for sheet, rows in sheets.items()
    }


def _storable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text where a column mixes types, as cells of a sheet may."""
    frame.columns = [str(column) for column in frame.columns]
    mixed = [
        name for name in frame.columns if frame[name].dtype == object and frame[name].map(type).nunique() > 1
    ]
    return frame.astype(dict.fromkeys(mixed, "str"))
