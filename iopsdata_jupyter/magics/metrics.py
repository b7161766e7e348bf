"""`%iops metrics`: list, add, remove and check the team's metrics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.magics.options import Option, Parsed, Syntax, listed
from iopsdata_jupyter.magics.render import show_text
from iopsdata_jupyter.widgets.visible import visible

if TYPE_CHECKING:
    from iopsdata_jupyter.session import Session
    from iopsdata_jupyter.store.records import Metric

SYNTAX = Syntax(
    usage=(
        "%iops metrics                              list them, with where each is defined\n"
        "%iops metrics add NAME = EXPRESSION        keep one in the workspace\n"
        "%iops metrics remove NAME\n"
        "%iops metrics check                        against the connection's tables"
    ),
    options=(
        Option("connection", "check against the tables of the connection NAME", "c", "NAME"),
        Option("filter", "with add: only rows of which the condition SQL holds", "f", "SQL"),
        Option("grain", "with add: the table whose rows are counted", "g", "TABLE"),
        Option("synonyms", "with add: further names, separated by commas", "s", "NAMES"),
        Option("description", "with add: what it means", "d", "TEXT"),
        Option("help", "show this", "h"),
    ),
    anywhere=True,
)
_ACTIONS = ("add", "check", "list", "remove")
_DEFINED = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<expression>.+)", re.DOTALL)


def metrics(session: Session, line: str) -> None:
    """Runs one action.

    Raises:
        UsageError: an unknown action, or what cannot be kept or removed.
    """
    parsed = SYNTAX.parse(line)
    if parsed.get("help"):
        return show_text(SYNTAX.help())
    action, _, rest = parsed.rest.strip().partition(" ")
    if action in ("", "list"):
        return _list(session)
    if action == "add":
        return _add(session, parsed, rest)
    if action == "remove":
        session.questions.memory.remove_metric(rest.strip())
        return show_text(f"The metric {rest.strip()} is removed.")
    if action == "check":
        return _check(session, parsed.get("connection"))
    raise UsageError(
        f"%iops metrics does not know {action!r}.", hint=did_you_mean(action, _ACTIONS) or SYNTAX.usage
    )


def _list(session: Session) -> None:
    semantics = session.questions.memory.semantics()
    lines = [_line(metric) for metric in semantics.metrics]
    lines += [f"{', '.join(words)}: {name}" for name, words in semantics.synonyms.items()]
    if semantics.file:
        lines.append(f"From {semantics.file.name} and the workspace.")
    show_text(
        visible("\n".join(lines))
        or "There are no metrics: `%iops metrics add NAME = EXPRESSION`, or iopsdata.yml."
    )


def _line(metric: Metric) -> str:
    where = f" where {' and '.join(metric.filters)}" if metric.filters else ""
    also = f" (also: {', '.join(metric.synonyms)})" if metric.synonyms else ""
    described = f": {metric.description}" if metric.description else ""
    return f"{metric.name} = {metric.expression}{where}{also}{described}"


def _add(session: Session, parsed: Parsed, rest: str) -> None:
    from iopsdata_jupyter.store.records import Metric

    found = _DEFINED.fullmatch(rest.strip())
    if found is None:
        raise UsageError(f"{rest.strip()!r} defines no metric.", hint="%iops metrics add NAME = EXPRESSION")
    metric = Metric(
        found["name"],
        found["expression"].strip(),
        parsed.get("description", ""),
        parsed.get("grain", ""),
        (parsed.get("filter"),) if parsed.get("filter") else (),
        tuple(listed(parsed.get("synonyms"))),
    )
    session.questions.memory.add_metric(metric, session.catalog(parsed.get("connection")))
    show_text(f"Kept: {_line(metric)}")


def _check(session: Session, connection: str | None) -> None:
    from iopsdata_jupyter.text_to_sql.semantics.definition import problem

    catalog = session.catalog(connection)
    found = session.questions.memory.semantics().metrics
    lines = [f"{metric.name}: {problem(metric, catalog) or 'holds'}" for metric in found]
    show_text(visible("\n".join(lines)) or "There are no metrics.")
