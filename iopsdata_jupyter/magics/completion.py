"""Completion inside the magics' cells and lines, in the kernel, so that consoles have it too.

Registered as an IPython matcher. It imports an engine only once a magic has been used, and reads a catalog
only where that is quick or already done: completion must never wait for a server.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell

    from iopsdata_jupyter.catalog.models import Catalog, Table
    from iopsdata_jupyter.magics.options import Option
    from iopsdata_jupyter.session import Session

_MAGIC = re.compile(r"\s*%{1,2}(?P<name>sql|ask|connect|iops)\b")
_FRAGMENT = re.compile(r"[\w.$\"-]*$")
_ALIAS = re.compile(r"\b(?:from|join|update|into|,)\s+([\w.\"]+)(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
_QUICK_DRIVERS = ("duckdb", "sqlite")
_NOT_ALIASES = {"on", "where", "join", "left", "right", "inner", "group", "order", "limit", "using", "cross"}


def register_completion(shell: InteractiveShell) -> None:
    """Adds the matcher to the shell's completer, once."""
    from IPython.core.completer import context_matcher

    completer = getattr(shell, "Completer", None)
    if completer is None or any(
        getattr(matcher, "__name__", "") == "iopsdata_matcher" for matcher in completer.custom_matchers
    ):
        return

    @context_matcher(identifier="iopsdata")  # type: ignore[untyped-decorator]
    def iopsdata_matcher(context: CompletionContext) -> SimpleMatcherResult:
        from IPython.core.completer import SimpleCompletion

        found = complete(context.full_text, _offset(context))
        fragment, texts = found if found is not None else ("", [])
        return {
            "completions": [SimpleCompletion(text, type="iopsdata") for text in texts],
            "matched_fragment": fragment,
            "suppress": found is not None,
        }

    completer.custom_matchers.append(iopsdata_matcher)


def _offset(context: CompletionContext) -> int:
    lines = context.full_text.split("\n")[: context.cursor_line]
    return sum(len(line) + 1 for line in lines) + context.cursor_position


def complete(text: str, offset: int) -> tuple[str, list[str]] | None:
    """The fragment before the cursor and what may stand in its place; None outside our magics."""
    found = _magic(text, offset)
    if found is None:
        return None
    magic, body = found
    match = _FRAGMENT.search(body)
    fragment = match[0] if match else ""
    before = body[: len(body) - len(fragment)]
    whole_cell = text.lstrip().startswith("%%")
    in_first_line = "\n" not in body
    words = _words(magic, before, fragment, text[offset:], in_first_line=in_first_line, cell=whole_cell)
    return fragment, _matching(words, fragment)


def _magic(text: str, offset: int) -> tuple[str, str] | None:
    """The magic's name and what stands between it and the cursor."""
    start = 0 if text.lstrip().startswith("%%") else text.rfind("\n", 0, offset) + 1
    found = _MAGIC.match(text[start:offset])
    return (found["name"], text[start + found.end() : offset]) if found else None


def _matching(words: Iterable[str], fragment: str) -> list[str]:
    """The words that go on from the fragment, each once; those of the same case first."""
    lower = fragment.casefold()
    fitting = dict.fromkeys(word for word in words if word.casefold().startswith(lower) and word != fragment)
    return sorted(fitting, key=lambda word: (not word.startswith(fragment), word.casefold()))


def _words(
    magic: str, before: str, fragment: str, after: str, *, in_first_line: bool, cell: bool
) -> Iterator[str]:
    if fragment.startswith("-"):
        yield from (f"--{option.name}" for option in _options(magic))
        return
    session = _session()
    if magic == "iops":
        from iopsdata_jupyter.magics.iops import SUBCOMMANDS

        yield from SUBCOMMANDS
        return
    if in_first_line and not before.strip():
        yield from _connections(session)
    if magic == "connect" or session is None or (cell and in_first_line):
        return
    catalog = _catalog(session, before)
    if catalog is not None:
        yield from _names(catalog, before + fragment + after, fragment)


def _options(magic: str) -> tuple[Option, ...]:
    import importlib

    if magic == "iops":
        return ()
    module = importlib.import_module(f"iopsdata_jupyter.magics.{magic}")
    options: tuple[Option, ...] = module.SYNTAX.options
    return options


def _session() -> Session | None:
    """The session, where one has been made: completion does not start an engine."""
    module = sys.modules.get("iopsdata_jupyter.session")
    return module.current_session() if module is not None else None


def _connections(session: Session | None) -> list[str]:
    if session is None:
        return ["notebook", "sample"]
    return [*session.connections.names(), "notebook", "sample", *session.connections.saved_names()]


def _catalog(session: Session, before: str) -> Catalog | None:
    """The catalog of the connection that the magic's line names, or of the current one."""
    first = before.split("\n", 1)[0].split()
    names = session.connections.names()
    name = first[0] if first and first[0] in names else session.connections.current_name
    if name != "notebook" and name not in names:
        return None
    connection = session.connections.get(name)
    if connection.config.driver in _QUICK_DRIVERS:
        return session.catalog(connection)
    return session.known_catalog(connection)


def _names(catalog: Catalog, statement: str, fragment: str) -> Iterator[str]:
    """Tables, and columns of the tables that the statement names; behind `alias.` that table's columns."""
    read = dict(_tables_read(catalog, statement))
    if "." in fragment:
        prefix = fragment.rsplit(".", 1)[0]
        table = read.get(prefix.casefold()) or catalog.table(prefix)
        if table is not None:
            yield from (f"{prefix}.{_spelled(column.name)}" for column in table.columns)
        yield from (name for name in map(_table_name, catalog.tables) if name.startswith(prefix + "."))
        return
    tables = {table.qualified_name: table for table in read.values()} or {
        table.qualified_name: table for table in catalog.tables[:50]
    }
    for table in tables.values():
        yield from (_spelled(column.name) for column in table.columns)
    yield from map(_table_name, catalog.tables)


def _tables_read(catalog: Catalog, statement: str) -> Iterator[tuple[str, Table]]:
    for name, alias in _ALIAS.findall(statement):
        table = catalog.table(name.replace('"', ""))
        if table is not None:
            yield table.name.casefold(), table
            if alias and alias.casefold() not in _NOT_ALIASES:
                yield alias.casefold(), table


def _table_name(table: Table) -> str:
    return ".".join(_spelled(part) for part in (table.schema, table.name) if part)


def _spelled(name: str) -> str:
    """The name as SQL takes it: in quotes where it is no plain lower-case word."""
    if re.fullmatch(r"[A-Za-z_]\w*", name):
        return name
    return '"' + name.replace('"', '""') + '"'
