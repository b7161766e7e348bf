"""A profile as script-free HTML, for saved notebooks, nbconvert and files.

Colours follow Jupyter's theme where its variables are there, and the system's choice of light or dark in a
page of its own. Every text of the data is escaped, with control characters written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from iopsdata_jupyter.profiling.models import ColumnProfile, Insight, Quality, TableProfile
from iopsdata_jupyter.profiling.pictures import histogram_svg, share_bar, values_svg
from iopsdata_jupyter.profiling.wording import (
    column_facts,
    file_facts,
    headline,
    number_text,
    reference_text,
    share_text,
    value_text,
    visible,
)

SHOWN_INSIGHTS = 8
DETAILED_COLUMNS = 300
"""Columns up to which each can be opened for all its figures; a wider table keeps to the overview."""

STYLE = """
.iops-profile{--iops-line:rgba(127,127,127,.28);--iops-bar:#4c8bc9;max-width:72rem;font:13px/1.45 system-ui,
-apple-system,"Segoe UI",sans-serif;color:var(--jp-ui-font-color1,inherit);text-align:start}
.iops-profile h2{font-size:17px;margin:0 0 2px}
.iops-profile p,.iops-profile ol,.iops-profile ul{margin:0 0 10px}
.iops-profile .iops-dim{opacity:.72}
.iops-profile .iops-tiles{display:flex;flex-wrap:wrap;gap:8px;margin:8px 0 12px}
.iops-profile .iops-tile{border:1px solid var(--iops-line);border-radius:6px;padding:6px 12px;min-width:7rem}
.iops-profile .iops-tile b{display:block;font-size:16px;font-weight:600}
.iops-profile .iops-insights{padding-left:18px}
.iops-profile .iops-insights li{margin:3px 0}
.iops-profile details>summary{cursor:pointer}
.iops-profile pre{margin:4px 0 6px;padding:7px 10px;border-radius:4px;background:rgba(127,127,127,.1);
white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
.iops-profile table.iops-columns{border-collapse:collapse;width:100%;table-layout:auto}
.iops-profile .iops-columns th,.iops-profile .iops-columns td{padding:6px 10px 6px 0;border:0;
border-top:1px solid var(--iops-line);text-align:left;vertical-align:top;background:none}
.iops-profile .iops-columns thead th{font-weight:600;border-top:0;opacity:.72;font-size:12px}
.iops-profile .iops-columns th[scope=row]{font-weight:600;max-width:18rem;overflow-wrap:anywhere}
.iops-profile .iops-type{display:block;font-weight:400;font-size:12px;opacity:.72}
.iops-profile .iops-badge{display:inline-block;font-weight:400;font-size:11px;padding:0 6px;border-radius:8px;
border:1px solid var(--iops-line);margin-top:2px}
.iops-profile .iops-personal{border-color:#bf7a1f;color:#bf7a1f}
.iops-profile .iops-num{white-space:nowrap;font-variant-numeric:tabular-nums}
.iops-profile svg{display:block;overflow:visible}
.iops-profile svg text{font:11px system-ui,sans-serif;fill:currentColor}
.iops-profile .iops-bar{fill:var(--iops-bar)}
.iops-profile .iops-soft{opacity:.35}
.iops-profile .iops-track{fill:rgba(127,127,127,.25)}
.iops-profile .iops-fill{fill:#c9504c}
.iops-profile .iops-good{fill:#2f8a57}
.iops-profile .iops-figures{columns:3 13rem;margin:6px 0;padding:0;list-style:none}
.iops-profile .iops-figures li{break-inside:avoid;display:flex;justify-content:space-between;gap:10px}
.iops-profile .iops-figures span:last-child{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
""".replace("\n", "")
_PAGE_STYLE = (
    "body{margin:2rem auto;padding:0 1.5rem;max-width:74rem;background:#fff;color:#1c2733}"
    "@media (prefers-color-scheme:dark){body{background:#14191f;color:#dde5ec}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(profile: TableProfile) -> str:
    """A whole page that loads nothing."""
    return page("Profile of " + profile.name, html_fragment(profile))


def html_fragment(profile: TableProfile) -> str:
    """The profile as one element, for a cell's output."""
    return element("".join(_parts(profile)))


def page(title: str, body: str) -> str:
    """A page around one element."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escaped(title)}</title><style>{_PAGE_STYLE}</style></head><body>{body}</body></html>\n"
    )


def element(parts: str) -> str:
    """Markup with the style that it needs."""
    return f'<div class="iops-profile"><style>{STYLE}</style>{parts}</div>'


def _parts(profile: TableProfile) -> Iterator[str]:
    yield f"<h2>{escaped(profile.name)}</h2>"
    yield f'<p class="iops-dim">{escaped(" · ".join(headline(profile)))}</p>'
    if profile.stage != "exact" or profile.progress < 1:
        yield f'<p class="iops-dim">{_progress(profile)}</p>'
    if profile.file is not None:
        yield f'<p class="iops-dim">Read as {escaped(", ".join(file_facts(profile.file)))}.</p>'
        yield from _broken(profile)
    yield from (f'<p class="iops-dim">{escaped(note)}</p>' for note in profile.notes)
    if profile.quality is not None and profile.quality.score is not None:
        yield _tiles(profile.quality)
    yield from insight_list(profile.insights)
    yield from _table(profile)
    yield from _pairs(profile)


def _progress(profile: TableProfile) -> str:
    if profile.stage == "schema" and profile.progress == 0:
        return "Names and types; the figures follow."
    if profile.progress >= 1:
        return "Stopped before the end."
    return f"{share_text(profile.progress)} done."


def _broken(profile: TableProfile) -> Iterator[str]:
    report = profile.file
    if report is None or not report.broken:
        return
    lines = "".join(
        f"<li>line {broken.line:,}: {escaped(broken.reason)}<pre>{escaped(broken.text)}</pre></li>"
        for broken in report.broken
    )
    more = report.broken_count - len(report.broken)
    rest = f"<p>and {more:,} more</p>" if more else ""
    title = f"Lines that are no rows ({report.broken_count:,})"
    yield f"<details><summary>{title}</summary><ul>{lines}</ul>{rest}</details>"


def _tiles(quality: Quality) -> str:
    parts = (
        ("quality", quality.score, "The mean of the parts beside it"),
        ("completeness", quality.completeness, "Cells that are neither null nor empty text"),
        ("uniqueness", quality.uniqueness, "Rows that are no copy of an earlier one"),
        ("validity", quality.validity, "Values that fit what their column means; finite numbers"),
        ("consistency", quality.consistency, "Text without outer blanks and variants of case"),
    )
    tiles = "".join(
        f'<div class="iops-tile" title="{meaning}"><b>{share_text(share)}</b>{name}</div>'
        for name, share, meaning in parts
        if share is not None
    )
    return f'<div class="iops-tiles">{tiles}</div>'


def insight_list(insights: tuple[Insight, ...]) -> Iterator[str]:
    """The first insights, and the others behind a fold; each opens to its query."""
    if not insights:
        return
    yield f'<ol class="iops-insights">{"".join(map(_insight, insights[:SHOWN_INSIGHTS]))}</ol>'
    rest = insights[SHOWN_INSIGHTS:]
    if rest:
        items = "".join(map(_insight, rest))
        yield (
            f"<details><summary>{len(rest)} more</summary>"
            f'<ol class="iops-insights" start="{SHOWN_INSIGHTS + 1}">{items}</ol></details>'
        )


def _insight(insight: Insight) -> str:
    query = escaped(insight.query, keep_lines=True)
    return (
        f"<li><details><summary>{escaped(insight.text)}</summary><pre><code>{query}</code></pre>"
        "</details></li>"
    )


def _table(profile: TableProfile) -> Iterator[str]:
    if not profile.columns:
        return
    detailed = len(profile.columns) <= DETAILED_COLUMNS
    rows = "".join(_row(column, detailed=detailed) for column in profile.columns.values())
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("Column", "Values", "Nulls", "Distinct", "Figures")
    )
    yield f'<table class="iops-columns"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(column: ColumnProfile, *, detailed: bool) -> str:
    badge = ""
    if column.semantic is not None:
        personal = " iops-personal" if column.semantic.personal else ""
        meaning = column.semantic.name.replace("_", " ") + (", personal" if personal else "")
        title = escaped(column.semantic.evidence)
        badge = f'<span class="iops-badge{personal}" title="{title}">{escaped(meaning)}</span>'
    kind = f'<span class="iops-type">{escaped(column.type)}</span>'
    cells = (
        f'<th scope="row">{escaped(column.name)}{kind}{badge}</th>',
        f"<td>{_picture(column)}</td>",
        f'<td class="iops-num">{_nulls(column)}</td>',
        f'<td class="iops-num">{_distinct(column)}</td>',
        f"<td>{_summary(column)}{_details(column) if detailed and column.count else ''}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _picture(column: ColumnProfile) -> str:
    few = (
        column.distinct_count is not None
        and column.distinct_count <= 10
        and column.kind not in ("date", "timestamp")
    )
    if column.histogram is not None and not (few and column.kind == "boolean"):
        return histogram_svg(column.histogram, f"Histogram of {column.name}")
    if column.top_values and (column.top_values[0].count > 1 or column.kind == "boolean"):
        return values_svg(column.top_values, f"Most frequent values of {column.name}")
    if column.text is not None and column.text.lengths is not None:
        return (
            histogram_svg(column.text.lengths, f"Lengths of {column.name}")
            + '<span class="iops-type">lengths</span>'
        )
    return ""


def _nulls(column: ColumnProfile) -> str:
    share = column.null_share
    if share is None:
        return "-" if column.null_count is None else "0 %"
    return f"{share_text(share)}{share_bar(share, share_text(share) + ' null')}"


def _distinct(column: ColumnProfile) -> str:
    if column.distinct_count is None:
        return "-"
    about = "" if column.distinct_is_exact else "≈ "
    key = '<span class="iops-type">key</span>' if column.is_key else ""
    return f"{about}{column.distinct_count:,}{key}"


def _summary(column: ColumnProfile) -> str:
    if column.quantiles and column.min is not None:
        median = number_text(column.quantiles["p50"])
        text = f"{value_text(column.min)} to {value_text(column.max)}, median {median}"
    elif column.min is not None:
        text = f"{value_text(column.min, 24)} to {value_text(column.max, 24)}"
    elif column.samples:
        text = "such as " + value_text(column.samples[0], 40)
    else:
        text = "no values" if column.count == 0 else ""
    return escaped(text)


def _details(column: ColumnProfile) -> str:
    figures = "".join(
        f"<li><span>{escaped(label)}</span><span>{escaped(text)}</span></li>"
        for label, text in column_facts(column)
    )
    parts = [f'<ul class="iops-figures">{figures}</ul>']
    if column.top_values and column.top_values[0].count > 1:
        rows = column.top_rows or 1
        whose = "" if column.top_is_exact else f" of {rows:,} rows looked at"
        parts.append(
            f"<p>Most frequent{whose}:</p>{values_svg(column.top_values, 'Most frequent values', most=10)}"
        )
    if column.text is not None and column.text.patterns:
        shapes = ", ".join(f"{shape.value} ({share_text(shape.share)})" for shape in column.text.patterns[:5])
        parts.append(f"<p>Patterns of {column.text.pattern_rows:,} values: {escaped(shapes)}</p>")
    if column.samples:
        masked = " (masked)" if column.semantic is not None and column.semantic.personal else ""
        shown = " · ".join(value_text(value, 40) for value in column.samples)
        parts.append(f"<p>Samples{masked}: {escaped(shown)}</p>")
    parts += [f"<p>{escaped(note)}</p>" for note in column.notes]
    return f"<details><summary>all figures</summary>{''.join(parts)}</details>"


def _pairs(profile: TableProfile) -> Iterator[str]:
    lines = [
        f"{found.left} and {found.right}: {found.method.replace('_', ' ')} {found.value:.3f} "
        f"({found.rows:,} rows)"
        for found in profile.correlations[:20]
    ]
    lines += [f"{rule.determinant} determines {rule.dependent}" for rule in profile.dependencies]
    lines += [reference_text(key, profile) for key in profile.foreign_keys]
    if lines:
        items = "".join(f"<li>{escaped(line)}</li>" for line in lines)
        yield f"<details><summary>Between columns ({len(lines)})</summary><ul>{items}</ul></details>"


def escaped(text: str, *, keep_lines: bool = False) -> str:
    """Escaped, on one line unless told otherwise."""
    if keep_lines:
        return "\n".join(escape(visible(line)) for line in text.split("\n"))
    return escape(visible(text))
