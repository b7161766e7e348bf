"""A comparison as script-free HTML and as text."""

from __future__ import annotations

from collections.abc import Iterator

from iopsdata_jupyter.profiling.compare import ProfileComparison
from iopsdata_jupyter.profiling.drift import ColumnDrift
from iopsdata_jupyter.profiling.html_page import element, escaped, insight_list, page
from iopsdata_jupyter.profiling.models import ColumnProfile
from iopsdata_jupyter.profiling.pictures import histogram_svg, values_svg
from iopsdata_jupyter.profiling.wording import count_text, number_text, share_text, visible

_HEADS = ("Column", "Before", "After", "Nulls", "PSI", "KS")


def to_html(comparison: ProfileComparison) -> str:
    """A whole page that loads nothing."""
    return page(_title(comparison), html_fragment(comparison))


def html_fragment(comparison: ProfileComparison) -> str:
    """The comparison as one element, for a cell's output."""
    return element("".join(_parts(comparison)))


def to_text(comparison: ProfileComparison) -> str:
    """A headline and a line for each change."""
    lines = [_title(comparison), _rows(comparison)]
    lines += [f"- {visible(insight.text)}" for insight in comparison.insights]
    return "\n".join(lines if comparison.insights else [*lines, "Nothing has changed noticeably."])


def _title(comparison: ProfileComparison) -> str:
    return f"{visible(comparison.left.name)} -> {visible(comparison.right.name)}"


def _rows(comparison: ProfileComparison) -> str:
    left, right = comparison.left, comparison.right
    return (
        f"{count_text(left.row_count, 'row')} x {count_text(left.column_count, 'column')} -> "
        f"{count_text(right.row_count, 'row')} x {count_text(right.column_count, 'column')}"
    )


def _parts(comparison: ProfileComparison) -> Iterator[str]:
    yield f"<h2>{escaped(_title(comparison))}</h2>"
    yield f'<p class="iops-dim">{escaped(_rows(comparison))}</p>'
    yield from insight_list(comparison.insights)
    if not comparison.insights:
        yield "<p>Nothing has changed noticeably.</p>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    rows = "".join(
        _row(drift, comparison.left.columns[name], comparison.right.columns[name])
        for name, drift in comparison.columns.items()
    )
    yield f'<table class="iops-columns"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(drift: ColumnDrift, left: ColumnProfile, right: ColumnProfile) -> str:
    kind = drift.left_type if not drift.type_changed else f"{drift.left_type} -> {drift.right_type}"
    nulls = " -> ".join(
        "-" if side.null_share is None else share_text(side.null_share) for side in (left, right)
    )
    cells = (
        f'<th scope="row">{escaped(drift.name)}<span class="iops-type">{escaped(kind)}</span></th>',
        f"<td>{_picture(left)}</td>",
        f"<td>{_picture(right)}</td>",
        f'<td class="iops-num">{nulls}</td>',
        f'<td class="iops-num">{"-" if drift.psi is None else f"{drift.psi:.3f}"}</td>',
        f'<td class="iops-num">{"-" if drift.ks is None else f"{drift.ks:.3f}"}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _picture(column: ColumnProfile) -> str:
    if column.histogram is not None:
        mean = (
            f'<span class="iops-type">mean {number_text(column.mean)}</span>'
            if column.mean is not None
            else ""
        )
        return histogram_svg(column.histogram, f"Histogram of {column.name}") + mean
    if not column.top_values or column.top_values[0].count == 1:
        return ""
    return values_svg(column.top_values, f"Most frequent values of {column.name}")
