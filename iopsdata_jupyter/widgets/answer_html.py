"""The answer card as static HTML, for saved notebooks: no script, and readable where styles are dropped.

Colours are the viewer's own where it has Jupyter's theme variables; the fallbacks are mid-tones that read on
white and on near-black, because a saved page does not tell which it will be shown on.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from iopsdata_jupyter.widgets.summary import AnswerSummary, Reading
from iopsdata_jupyter.widgets.visible import visible

STYLE = """
.iops-static{max-width:56rem;margin:2px 0 6px;padding:10px 12px 9px;border:1px solid rgba(127,127,127,.35);
border-radius:6px;font-size:13px;line-height:1.5;text-align:start}
.iops-static p,.iops-static ul,.iops-static pre,.iops-static details{margin:0 0 8px}
.iops-static p:last-child{margin:0}
.iops-static pre{padding:9px 12px;border-radius:4px;background:rgba(127,127,127,.09);
overflow:auto;white-space:pre}
.iops-static code{background:none;padding:0}
.iops-static ul{padding-left:18px}
.iops-static .iops-facts{opacity:.75}
.iops-static .iops-k{color:var(--jp-mirror-editor-keyword-color,#9859c4);font-weight:600}
.iops-static .iops-f{color:var(--jp-mirror-editor-def-color,#3b7dd8)}
.iops-static .iops-s{color:var(--jp-mirror-editor-string-color,#c9504c)}
.iops-static .iops-n{color:var(--jp-mirror-editor-number-color,#2f8a57)}
.iops-static .iops-c{opacity:.7;font-style:italic}
""".replace("\n", "")


def answer_html(summary: AnswerSummary) -> str:
    """The card as one HTML element; every text in it is escaped."""
    return f'<div class="iops-static"><style>{STYLE}</style>{"".join(_parts(summary))}</div>'


def _parts(summary: AnswerSummary) -> Iterator[str]:
    trust = f'<small class="iops-facts" title="{escape(summary.trust.meaning)}">{summary.trust.label}</small>'
    yield f"<p><strong>{escape(summary.question)}</strong> {trust}</p>"
    yield f"<pre><code>{highlight_sql(visible(summary.sql))}</code></pre>"
    if summary.explanation:
        yield f"<p>{escape(summary.explanation)}</p>"
    yield from _list("Assumed", summary.assumptions)
    yield from _list("Note", summary.notes)
    yield from _readings(summary.understood)
    yield f'<p class="iops-facts"><small>{escape(" · ".join(summary.facts))}</small></p>'


def _list(label: str, items: tuple[str, ...]) -> Iterator[str]:
    if items:
        entries = "".join(f"<li>{label}: {escape(item)}</li>" for item in items)
        yield f"<ul>{entries}</ul>"


def _readings(items: tuple[Reading, ...]) -> Iterator[str]:
    if items:
        entries = "".join(
            f"<li>{escape(item.words)}: <code>{escape(item.meaning)}</code></li>" for item in items
        )
        summary = f"<summary>How the question was read ({len(items)})</summary>"
        yield f"<details>{summary}<ul>{entries}</ul></details>"


def highlight_sql(sql: str) -> str:
    """`sql` escaped, with a span around each keyword, function, string, number and comment."""
    from pygments.lexers import get_lexer_by_name

    # A lexer that strips or ends with a newline would show other text than what ran.
    lexer = get_lexer_by_name("sql", stripnl=False, ensurenl=False)
    return "".join(_span(kind, text) for kind, text in lexer.get_tokens(sql))


def _span(kind: object, text: str) -> str:
    name = _css_class(kind)
    return f'<span class="iops-{name}">{escape(text)}</span>' if name else escape(text)


def _css_class(kind: object) -> str | None:
    from pygments import token

    classes = (
        (token.String.Symbol, None),  # a quoted name
        (token.Keyword, "k"),
        (token.Operator.Word, "k"),
        (token.Name.Builtin, "f"),
        (token.String, "s"),
        (token.Number, "n"),
        (token.Comment, "c"),
    )
    return next((name for family, name in classes if kind in family), None)
