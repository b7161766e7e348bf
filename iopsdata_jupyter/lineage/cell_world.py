"""What one cell of a notebook reads and writes, gathered while its text is read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from iopsdata_jupyter.errors import IopsDataError
from iopsdata_jupyter.lineage.cells import NotebookCell, Ran
from iopsdata_jupyter.lineage.extract import lineage
from iopsdata_jupyter.lineage.flows import (
    Doubt,
    MutableOrigins,
    Origins,
    add,
    add_all,
    is_direct,
    through,
)
from iopsdata_jupyter.lineage.magic_lines import MagicLine, all_options, magic_line
from iopsdata_jupyter.lineage.models import STAR, ColumnEdge, Flow, Node, NodeKind, StatementLineage
from iopsdata_jupyter.lineage.python.files import dialect_of_url
from iopsdata_jupyter.lineage.python.values import (
    NOT_FOLLOWED,
    UNKNOWN,
    WHOLE,
    Field,
    Frame,
    Series,
    Text,
    Value,
    origins_of,
    united,
)
from iopsdata_jupyter.lineage.script_nodes import kind_of_name

NOTEBOOK = "notebook"
"""The connection that stands for the notebook's own DataFrames."""


@dataclass(frozen=True, slots=True)
class Link:
    """A connection, as far as it is known without opening it."""

    name: str = NOTEBOOK
    dialect: str = "duckdb"
    reads_frames: bool = True


_OWN = Link("", "", reads_frames=False)
"""A connection that the cells open themselves, without us."""


@dataclass
class Surroundings:
    """What cells hand on beside names: connections, saved statements, columns of what they wrote."""

    notebook: str = ""
    folder: str = ""
    """Folder of the notebook, below the folder that is searched; relative paths start there."""
    base: Path | None = None
    """Where that folder is, for SQL files that a cell runs."""
    link: Link = field(default_factory=Link)
    links: dict[str, Link] = field(default_factory=lambda: {NOTEBOOK: Link()})
    snippets: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns of tables and files by node id, where all are known."""
    tables: set[tuple[str, str]] = field(default_factory=set)
    """(connection, name) of the tables that statements were seen to read."""
    schema: Callable[[str], Mapping[str, Iterable[str]]] | None = None
    """Gives the columns of the tables of a connection by its name."""


@dataclass
class CellWorld:
    """Reads and writes of one cell."""

    cell: NotebookCell
    around: Surroundings
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[Flow, None] = field(default_factory=dict)
    reads: dict[str, None] = field(default_factory=dict)
    writes: dict[str, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """The notebook's names that SQL reads."""
    notes: list[str] = field(default_factory=list)
    frames: dict[str, str] = field(default_factory=dict)
    """SQL text by the name of the DataFrame that it made."""
    _set: dict[str, Value] = field(default_factory=dict)
    _seen: int = 0
    """Statements of `cell.statements` that were taken."""

    # ------------------------------------------------------------------------------------ tables, files

    def read(self, name: str, kind: NodeKind) -> Frame:
        """All columns of a file, or of a table on a connection that the cells open themselves."""
        key = self._node(name, kind, link=_OWN)
        self.reads.setdefault(key)
        return base_frame(key, self.around.columns.get(key))

    def write(
        self, name: str, kind: NodeKind, frame: Frame, expression: str, link: Link | None = None
    ) -> None:
        """Notes that a frame goes into a file or table; without a connection into one of the cells' own."""
        key = self._node(name, kind, maker=expression, link=link or _OWN)
        self.writes.setdefault(key)
        self.into(key, frame)
        if not frame.rest:
            self.around.columns[key] = tuple(one.name for one in frame.fields)
        else:
            self.around.columns.pop(key, None)

    def _node(self, name: str, kind: NodeKind, maker: str | None = None, link: Link | None = None) -> str:
        found = "file" if kind == "table" and kind_of_name(name) == "file" else kind
        if found == "file":
            shown = self._path(name)
            key = f"file:{shown}"
            connection = ""
        else:
            shown, connection = name, (link or self.around.link).name
            key = f"table:{connection}:{name.casefold()}"
        before = self.nodes.get(key)
        if maker is not None:
            self.nodes[key] = Node(
                key, found, shown, (), self.cell.id, self.cell.place, self.around.notebook, connection,
                sql=maker,
            )  # fmt: skip
        elif before is None:
            self.nodes[key] = Node(key, found, shown, connection=connection)
        return key

    def _path(self, name: str) -> str:
        path = name.replace("\\", "/").removeprefix("./")
        if "://" in path or path.startswith(("/", "@", "~")):
            return path
        return posixpath.normpath(posixpath.join(self.around.folder, path))

    # --------------------------------------------------------------------------------------------- flows

    def into(self, target: str, frame: Frame) -> None:
        """Adds the flows that fill a node with the columns of a frame."""
        for one in frame.fields:
            for origin, doubt in one.origins.items():
                self._flow(origin, doubt, target, one.name, one.expression)
        for origin, doubt in frame.rest.items():
            self._flow(origin, doubt, target, STAR if origin[1] == STAR else None, "")
        for origin, doubt in frame.indirect.items():
            self._flow(origin, doubt, target, None, "")

    def consumed(self, target: str, origins: Origins) -> None:
        """Adds flows into a node as a whole."""
        for origin, doubt in origins.items():
            self._flow(origin, doubt, target, None, "")

    def _flow(
        self,
        origin: tuple[str | None, str, str],
        doubt: Doubt | None,
        target: str,
        column: str | None,
        expression: str,
    ) -> None:
        source, source_column, subtype = origin
        if source is None or source.startswith("\0"):
            return
        if source_column == WHOLE and doubt is None:
            doubt = NOT_FOLLOWED
        flow = Flow(
            source, None if source_column == WHOLE else source_column, target, column,
            "DIRECT" if is_direct(subtype) else "INDIRECT", subtype, expression,  # type: ignore[arg-type]
            1.0 if doubt is None else doubt.confidence, "" if doubt is None else doubt.reason,
        )  # fmt: skip
        self.flows.setdefault(flow)

    # ----------------------------------------------------------------------------------------------- SQL

    def query(self, sql: Text, dialect: str | None, names: Mapping[str, Value]) -> Value:
        """The rows of SQL text, which may read the frames among `names`."""
        seen = self._next_seen()
        if seen is not None:
            return self.statement(seen.sql, self._link_of(seen), names)
        link = self.around.link if dialect is None else Link("", dialect, dialect in ("", "duckdb", "spark"))
        return self.statement(_filled(sql), link, names)

    def statement(self, sql: str, link: Link, names: Mapping[str, Value]) -> Value:
        """What SQL on a connection returns; what it writes is noted."""
        try:
            graph = lineage(sql, link.dialect, schema=self._schema(link, names))
        except IopsDataError as error:
            self.notes.append(f"{self.label}: {error.message}")
            return UNKNOWN
        self.notes += [f"{self.label}: {one.error.message}" for one in graph.errors]
        found: Value = UNKNOWN
        for one in graph.statements:
            for part in one.parts or (one,):
                reading = _Reading(part, link, names, self)
                for target in part.targets:
                    self._written(target, part, link, reading.frame(target))
                if part.kind == "SELECT" and not part.targets:
                    found = reading.frame(None)
        return found

    @property
    def label(self) -> str:
        """The cell as a person calls it."""
        return f"cell {self.cell.place}" if self.cell.place else "cell"

    def _written(self, name: str, part: StatementLineage, link: Link, frame: Frame) -> None:
        kind: NodeKind = "view" if part.kind == "CREATE VIEW" else "table"
        key = self._node(name, kind, maker=part.sql, link=link)
        self.writes.setdefault(key)
        self.into(key, frame)
        if part.kind.startswith("CREATE") and not frame.rest and frame.fields:
            self.around.columns[key] = tuple(one.name for one in frame.fields)

    def table(self, name: str, link: Link, names: Mapping[str, Value]) -> Frame:
        """What a name in SQL means: a DataFrame, a saved statement, a table or a file."""
        value = names.get(name) if link.reads_frames and not self._is_own(name, link) else None
        if value is not None:
            self.used.add(name)
        if isinstance(value, Frame):
            return value
        if name in self.around.snippets:
            rows = self.statement(self.around.snippets[name], link, names)
            return rows if isinstance(rows, Frame) else Frame()
        if isinstance(value, Series) and value.origins:
            return Frame(rest=value.origins)
        key = self._node(name, "table", link=link)
        self.reads.setdefault(key)
        self.around.tables.add((link.name, name.casefold()))
        return base_frame(key, self.around.columns.get(key))

    def _is_own(self, name: str, link: Link) -> bool:
        """Whether the database has a table of that name, which comes before a DataFrame."""
        if link.name == NOTEBOOK:
            return False
        known = self.around.schema(link.name) if self.around.schema is not None else ()
        return (link.name, name.casefold()) in self.around.tables or name.casefold() in (
            one.casefold().rpartition(".")[2] for one in known
        )

    def _schema(self, link: Link, names: Mapping[str, Value]) -> dict[str, list[str]]:
        known: dict[str, list[str]] = {}
        if self.around.schema is not None:
            known = {name: list(columns) for name, columns in self.around.schema(link.name).items()}
        prefix = f"table:{link.name}:"
        known |= {
            key.removeprefix(prefix): list(columns)
            for key, columns in self.around.columns.items()
            if key.startswith(prefix)
        }
        known |= {
            key.removeprefix("file:"): list(columns)
            for key, columns in self.around.columns.items()
            if key.startswith("file:")
        }
        if link.reads_frames:
            known |= {
                name: [one.name for one in value.fields]
                for name, value in names.items()
                if isinstance(value, Frame) and value.fields and not value.rest
                if not self._is_own(name, link)
            }
        return known

    def _next_seen(self) -> Ran | None:
        if self._seen >= len(self.cell.statements):
            return None
        self._seen += 1
        return self.cell.statements[self._seen - 1]

    # --------------------------------------------------------------------------------------------- magics

    def made(self) -> Mapping[str, Value]:
        """Names that the last magic set."""
        return self._set

    def magic(self, name: str, line: str, body: str | None, names: Mapping[str, Value]) -> Value:
        """What one of our magics gives; others do nothing that is known."""
        self._set = {}
        if name == "connect":
            self._connect(line)
        elif name in ("sql", "ask"):
            return self._sql(name, magic_line(line, words_first=body is not None), body, names)
        return UNKNOWN

    def _connect(self, line: str) -> None:
        options, words = all_options(line)
        if not words or "--close" in options:
            self.around.link = Link() if "--close" in options else self.around.link
            return
        target = words[0]
        name = options.get("--as") or connection_name(target)
        known = self.around.links.get(target)
        self.around.link = known or Link(name, dialect_of_target(target), _reads_frames(target))
        self.around.links[name] = self.around.link

    def _sql(self, magic: str, line: MagicLine, body: str | None, names: Mapping[str, Value]) -> Value:
        link = self._link(line)
        if self._loads(line, names):
            return UNKNOWN
        if line.connection and link is None and magic == "sql":
            text = f"{line.connection} {line.rest}"
        else:
            text = line.rest
        sql = self._text(line, f"{text}\n{body}" if body is not None else text)
        found = self._rows(magic, sql, link or self.around.link, names, whole=body is not None)
        if line.options.get("--save"):
            self.around.snippets[line.options["--save"]] = sql
        if "--explain" in line.options or "-e" in line.options or "--no-execute" in line.options:
            return UNKNOWN
        if line.out and isinstance(found, Frame):
            self._set[line.out] = found
            self.frames[line.out] = sql.strip()
            return UNKNOWN
        return found

    def _rows(self, magic: str, sql: str, link: Link, names: Mapping[str, Value], *, whole: bool) -> Value:
        found: Value = UNKNOWN
        seen = self._next_seen()
        if seen is None:
            return self.statement(sql, link, names) if magic == "sql" and sql.strip() else UNKNOWN
        while seen is not None:
            found = self.statement(seen.sql, self._link_of(seen), names)
            seen = self._next_seen() if whole else None
        return found

    def _link(self, line: MagicLine) -> Link | None:
        if "://" in line.connection:
            self._connect(line.connection)
            return self.around.link
        return self.around.links.get(line.connection) if line.connection else self.around.link

    def _link_of(self, seen: Ran) -> Link:
        """The connection that a statement ran on; a saved notebook tells no more than its name."""
        if not seen.dialect:
            return self.around.links.get(seen.connection, self.around.link)
        return Link(seen.connection or NOTEBOOK, seen.dialect, seen.reads_frames)

    def _text(self, line: MagicLine, text: str) -> str:
        path = line.options.get("--file")
        if path is None:
            return text
        base = self.around.base or Path()
        try:
            return (base / self.around.folder / path).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            self.notes.append(f"{self.label}: {path} cannot be read.")
            return ""

    def _loads(self, line: MagicLine, names: Mapping[str, Value]) -> bool:
        """`--persist NAME` and its kin: a DataFrame into a table."""
        for option in ("--persist", "--persist-replace", "--append"):
            name = line.options.get(option)
            if name:
                frame = names.get(name)
                if isinstance(frame, Frame):
                    self.write(
                        line.options.get("--table", name),
                        "table",
                        frame,
                        f"%sql {option} {name}",
                        self.around.link,
                    )
                return True
        return False


@dataclass(frozen=True)
class _Reading:
    """One statement's columns in terms of nodes."""

    part: StatementLineage
    link: Link
    names: Mapping[str, Value]
    world: CellWorld

    def frame(self, target: str | None) -> Frame:
        """The rows that the statement returns (None) or writes to a table."""
        columns: dict[str, MutableOrigins] = {
            name: {} for name in (self.part.columns if target is None else ()) if name != STAR
        }
        rest: MutableOrigins = {}
        indirect: MutableOrigins = {}
        texts: dict[str, str] = {}
        carried: dict[str, Field] = {}
        for edge in self.part.column_edges:
            if edge.target_table != target:
                continue
            origins = self._origins(edge)
            if edge.subtype in ("JOIN", "FILTER", "GROUP_BY", "SORT"):
                add_all(indirect, origins)
            elif edge.target_column == STAR:
                source = self._table(edge.source_table)
                add_all(rest, source.rest if edge.subtype == "IDENTITY" and source is not None else origins)
                if source is not None and edge.subtype == "IDENTITY":
                    carried |= {one.name: one for one in source.fields}
            else:
                add_all(columns.setdefault(edge.target_column, {}), origins)
                if edge.expression and edge.expression != edge.source_column:
                    texts[edge.target_column] = edge.expression
        for name in self._unused(target):
            source = self._table(name)
            if source is not None:
                add_all(indirect, through(origins_of(source), "FILTER"))
        fields = [replace(one, expression="") for one in carried.values() if one.name not in columns]
        fields += [Field(name, origins, texts.get(name, "")) for name, origins in columns.items()]
        return Frame(tuple(fields), rest, frozenset(columns), indirect)

    def _unused(self, target: str | None) -> list[str]:
        """Tables that the statement reads without a column of theirs reaching the target."""
        used = {edge.source_table for edge in self.part.column_edges if edge.target_table == target}
        return [name for name in self.part.sources if name not in used]

    def _table(self, name: str | None) -> Frame | None:
        return None if name is None else self.world.table(name, self.link, self.names)

    def _origins(self, edge: ColumnEdge) -> Origins:
        """The source of an edge; the surer reason why it is in doubt goes along."""
        doubt = Doubt(edge.confidence, edge.reason) if edge.confidence < 1 else None
        source = self._table(edge.source_table)
        if source is None:
            return self._ambiguous(edge, doubt)
        if edge.source_column == STAR:
            whole = source.everything()
            found: MutableOrigins = {}
            for node, column, _ in whole:
                add(found, (node, WHOLE if column == WHOLE else STAR, "IDENTITY"), doubt)
            origins: Origins = found
        else:
            origins = source.column(edge.source_column) or _alike(source, edge.source_column)
        if doubt is not None:
            origins = dict.fromkeys(origins, doubt)
        return through(origins, edge.subtype)

    def _ambiguous(self, edge: ColumnEdge, doubt: Doubt | None) -> Origins:
        """A column of which only the candidates are known: all tables that the statement reads."""
        frames = [self._table(name) for name in self.part.sources]
        found = united(frame.column(edge.source_column) for frame in frames if frame is not None)
        return through(dict.fromkeys(found, doubt), edge.subtype)


def _alike(frame: Frame, name: str) -> Origins:
    """A column whose name differs in case: SQL does not tell them apart, Python does."""
    return united(one.origins for one in frame.fields if one.name.casefold() == name.casefold())


def base_frame(key: str, columns: Iterable[str] | None) -> Frame:
    """The columns of a node, as far as they are known."""
    if columns is None:
        return Frame(rest={(key, STAR, "IDENTITY"): None})
    return Frame(tuple(Field(name, {(key, name, "IDENTITY"): None}) for name in columns))


def _filled(sql: Text) -> str:
    """SQL with what an f-string puts in as a parameter: it is a value, or it cannot be told."""
    return sql.text if sql.exact else re.sub(r"'?\{[^{}]*\}'?", ":value", sql.text)


def connection_name(target: str) -> str:
    """The name that `%connect TARGET` gives without `--as`."""
    last = re.sub(r"[?#].*", "", target).rstrip("/").rpartition("/")[2]
    stem = last.split(".")[0] or target
    return re.sub(r"\W+", "_", stem).strip("_").lower() or target


def dialect_of_target(target: str) -> str:
    """The name that sqlglot has for what is behind a URL or a path; DuckDB reads files of data."""
    scheme = dialect_of_url(target)
    if scheme is not None:
        return {"sc": "spark"}.get(scheme, scheme)
    return "sqlite" if target.endswith((".db", ".sqlite", ".sqlite3")) else "duckdb"


def _reads_frames(target: str) -> bool:
    return dialect_of_target(target) in ("duckdb", "spark")
