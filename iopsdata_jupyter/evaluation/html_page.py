"""An evaluation as script-free HTML, for saved notebooks and files.

Colours follow Jupyter's theme where its variables are there, and the system's choice of light or dark in a
page of its own. Every text is escaped, with control characters written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from iopsdata_jupyter.evaluation.figures import cells, headings, headline, share
from iopsdata_jupyter.evaluation.models import Attempt, Evaluation, Question, Score
from iopsdata_jupyter.profiling.html_page import page
from iopsdata_jupyter.profiling.wording import visible

STYLE = """
.iops-eval{--iops-line:rgba(127,127,127,.28);max-width:72rem;font:13px/1.45 system-ui,
-apple-system,"Segoe UI",sans-serif;color:var(--jp-ui-font-color1,inherit);text-align:start}
.iops-eval h2{font-size:17px;margin:0 0 2px}
.iops-eval h3{font-size:14px;margin:18px 0 4px}
.iops-eval p{margin:0 0 10px;opacity:.78}
.iops-eval table{border-collapse:collapse;margin:6px 0 12px;width:100%}
.iops-eval th,.iops-eval td{padding:5px 12px 5px 0;border:0;border-top:1px solid var(--iops-line);
text-align:left;vertical-align:top;background:none;overflow-wrap:anywhere}
.iops-eval thead th{border-top:0;font-size:12px;opacity:.78}
.iops-eval th[scope=row]{font-weight:600}
.iops-eval .iops-scores td{font-variant-numeric:tabular-nums}
.iops-eval .iops-right{color:#2f8a57}
.iops-eval .iops-miss{color:#c9504c}
.iops-eval details{font-weight:400}
.iops-eval summary{cursor:pointer}
.iops-eval pre{margin:4px 0 6px;padding:7px 10px;border-radius:4px;background:rgba(127,127,127,.1);
white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
""".replace("\n", "")


def to_html(evaluation: Evaluation) -> str:
    """A whole page that loads nothing."""
    return page("Evaluation on " + evaluation.connection, html_fragment(evaluation))


def html_fragment(evaluation: Evaluation) -> str:
    """The evaluation as one element, for a cell's output."""
    return f'<div class="iops-eval"><style>{STYLE}</style>{"".join(_parts(evaluation))}</div>'


def _parts(evaluation: Evaluation) -> Iterator[str]:
    yield f"<h2>Evaluation</h2><p>{_shown(headline(evaluation))}</p>"
    yield _scores(evaluation)
    yield "<h3>Questions</h3>"
    yield _questions(evaluation)
    if evaluation.broken:
        yield "<h3>Not asked</h3><p>Their own SQL gives nothing to compare with.</p>"
        rows = "".join(
            f'<tr><th scope="row">{_shown(each.question.title)}</th><td>{_shown(each.problem)}'
            f"{_folded('Expected SQL', each.question.sql)}</td></tr>"
            for each in evaluation.broken
        )
        yield f"<table><tbody>{rows}</tbody></table>"
    yield from (f"<p>{_shown(note)}</p>" for note in evaluation.notes)


def _scores(evaluation: Evaluation) -> str:
    rows = [cells(score) for score in evaluation.scores]
    body = "".join(
        f'<tr><th scope="row">{_shown(name)}</th>'
        + "".join(f"<td>{_shown(text)}</td>" for text in texts)
        + "</tr>"
        for name, *texts in rows
    )
    return f'<table class="iops-scores">{_head(headings(evaluation))}<tbody>{body}</tbody></table>'


def _questions(evaluation: Evaluation) -> str:
    """One line a question, one column a system."""
    broken = {each.question for each in evaluation.broken}
    asked = [question for question in evaluation.questions if question not in broken]
    head = _head(["question", *(score.system for score in evaluation.scores)])
    body = "".join(_line(question, evaluation.scores) for question in asked)
    return f"<table>{head}<tbody>{body}</tbody></table>"


def _line(question: Question, scores: Sequence[Score]) -> str:
    asked = "" if question.title == question.question else f"<br>{_shown(question.question)}"
    results = "".join(
        f"<td>{_result([each for each in score.attempts if each.question == question])}</td>"
        for score in scores
    )
    expected = _folded("Expected SQL", question.sql)
    return f'<tr><th scope="row">{_shown(question.title)}{asked}{expected}</th>{results}</tr>'


def _result(attempts: Sequence[Attempt]) -> str:
    right = sum(attempt.right for attempt in attempts)
    if right == len(attempts):
        return f'<span class="iops-right">right</span>{_folded("SQL", attempts[0].sql)}'
    missed = next(attempt for attempt in attempts if attempt.miss)
    told = f"{missed.miss.reason}: {missed.miss.detail}" if missed.miss else ""
    times = f"{share(right / len(attempts))} right; " if len(attempts) > 1 else ""
    return f'<span class="iops-miss">{_shown(times + told)}</span>{_folded("SQL", missed.sql)}'


def _head(names: Sequence[str]) -> str:
    columns = "".join(f'<th scope="col">{_shown(name)}</th>' for name in names)
    return f"<thead><tr>{columns}</tr></thead>"


def _folded(title: str, sql: str) -> str:
    if not sql:
        return ""
    lines = "\n".join(_shown(line) for line in sql.split("\n"))
    return f"<details><summary>{title}</summary><pre>{lines}</pre></details>"


def _shown(text: str) -> str:
    return escape(visible(text))
