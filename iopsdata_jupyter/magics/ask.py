"""`%ask` and `%%ask`: a question in plain language, answered with SQL and a DataFrame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax, seconds, variable_name, whole_number
from iopsdata_jupyter.magics.render import answer_line, answer_value, show_text

if TYPE_CHECKING:
    import pandas as pd

    from iopsdata_jupyter.answering import Answer
    from iopsdata_jupyter.run_options import RunOptions
    from iopsdata_jupyter.session import Session

SYNTAX = Syntax(
    usage="%ask [CONNECTION] QUESTION [options]\n%%ask [CONNECTION] [options]   with the question below",
    options=(
        Option(
            "out", "keep the rows in the variable NAME instead of showing them", "o", "NAME", variable_name
        ),
        Option("sql-only", "show the SQL and do not run it"),
        Option("offline", "use the offline translator, whatever model is set"),
        Option("model", "use the model M, as litellm names it", "m", "M"),
        Option("limit", "fetch at most N rows", "l", "N", whole_number),
        Option("timeout", "stop the statement after S seconds (0: never)", "t", "S", seconds),
        Option("new", "start a new conversation, and make the SQL anew where iopsdata.lock has it"),
        Option("run", "run the SQL of the last answer, which was only shown"),
        Option("explain", "say in words what the last statement does, an answer's or a %%sql cell's"),
        Option("chart", "show a chart of the rows, whatever their shape"),
        Option("choose", "run reading N of the last question in place of the first", "c", "N", whole_number),
        Option("fix", "repair the last SQL that failed; a question tells the model more of what it is for"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)


def ask(line: str, cell: str | None = None) -> pd.DataFrame | None:
    """Answers a question about a connection's tables, or about the notebook's DataFrames."""
    from iopsdata_jupyter.run_options import RunOptions
    from iopsdata_jupyter.session import current_session

    session = current_session()
    parsed = SYNTAX.parse(line)
    if parsed.get("help"):
        show_text(SYNTAX.help())
        return None
    if parsed.get("offline") and parsed.get("model"):
        raise UsageError("--offline and --model exclude each other.", hint="Give one of them.")
    if parsed.get("choose") is not None:
        return _chosen(parsed, session)
    connection, question = _question(parsed.rest, cell, session)
    if parsed.get("explain"):
        show_text("\n".join(session.questions.explain_last(connection=connection)))
        return None
    with answer_line(whole_cell=cell is not None) as (observer, on_text):
        found = _answered(
            session,
            question,
            parsed,
            connection,
            RunOptions(
                limit=parsed.get("limit"),
                timeout_s=parsed.get("timeout"),
                observer=observer,
                on_text=on_text,
            ),
        )
    return answer_value(found, parsed.get("out"), chart=chart_wanted(session, parsed))


def _chosen(parsed: Parsed, session: Session) -> pd.DataFrame | None:
    """Another reading of the last question asked of the connection."""
    from iopsdata_jupyter.run_options import RunOptions

    named = parsed.rest.strip() or None
    if named is not None and not session.connections.knows(named):
        raise session.connections.unknown(named)
    options = RunOptions(limit=parsed.get("limit"), timeout_s=parsed.get("timeout"))
    found = session.questions.choose(parsed.get("choose"), connection=named, options=options)
    return answer_value(found, parsed.get("out"))


def _answered(
    session: Session, question: str, parsed: Parsed, connection: str | None, options: RunOptions
) -> Answer:
    """The answer to a question, the last failure repaired, or the last SQL run."""
    if parsed.get("run"):
        return session.questions.run_last(connection=connection, options=options)
    how: dict[str, Any] = {
        "connection": connection,
        "translator": "offline" if parsed.get("offline") else None,
        "model": parsed.get("model"),
        "execute": False if parsed.get("sql_only") else None,
        "options": options,
    }
    if parsed.get("fix"):
        return session.questions.fix(question, **how)
    return session.questions.ask(question, new=bool(parsed.get("new")), **how)


def chart_wanted(session: Session, parsed: Parsed) -> bool | None:
    """True: a chart of any result; None: where the result's shape calls for one; False: none."""
    return bool(parsed.get("chart")) or (None if session.settings.auto_chart else False)


def _question(rest: str, cell: str | None, session: Session) -> tuple[str | None, str]:
    """The connection that is named, and the question."""
    found = re.match(r"\s*([^\W\d][\w-]*)(?:\s+|$)", rest)
    named = found[1] if found and session.connections.knows(found[1]) else None
    if cell is None:
        return named, rest[found.end() :] if named and found else rest
    if named is None and re.fullmatch(r"[^\W\d][\w-]*", rest.strip()):
        raise session.connections.unknown(rest.strip())
    own = rest[found.end() :] if named and found else rest
    return named, f"{own}\n{cell}".strip()
