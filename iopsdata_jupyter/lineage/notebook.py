"""A notebook's lineage, cell by cell: a cell that runs again or is edited replaces its own part only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from iopsdata_jupyter.errors import UsageError
from iopsdata_jupyter.lineage.cell_world import CellWorld, Surroundings, base_frame
from iopsdata_jupyter.lineage.cells import CellText, NotebookCell, cell_text
from iopsdata_jupyter.lineage.flows import MutableOrigins, Origins
from iopsdata_jupyter.lineage.models import Flow, Node, NodeKind
from iopsdata_jupyter.lineage.node_graph import NodeGraph, joined_graphs
from iopsdata_jupyter.lineage.python.reading import Reader, last_changes
from iopsdata_jupyter.lineage.python.values import (
    UNKNOWN,
    WHOLE,
    Engine,
    Field,
    Frame,
    Module,
    Series,
    Value,
    origins_of,
)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name of the notebook holds."""

    value: Value
    cell: str
    """Id of the cell that set it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one cell adds to the graph."""

    cell: NotebookCell
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    inputs: frozenset[str] = frozenset()
    """Ids of the cells that set the names it reads."""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    """Ids of tables and files."""
    bound: Mapping[str, Binding] = field(default_factory=dict)
    before: Mapping[str, Binding | None] = field(default_factory=dict)
    """What the names that it sets held before it ran."""
    notes: tuple[str, ...] = ()


class NotebookLineage:
    """The lineage of one notebook, kept up to date cell by cell."""

    def __init__(self, around: Surroundings | None = None) -> None:
        self._around = around or Surroundings()
        self._bindings: dict[str, Binding] = {}
        self._parts: dict[str, Part] = {}

    def run(self, cell: NotebookCell) -> Part:
        """Reads a cell that ran, or that stands next in a file; its part replaces the one before."""
        names = self._names_before(cell)
        part = _read(cell, names, self._around)
        old = self._parts.pop(cell.id, None)
        for name in old.bound if old is not None else ():
            if name not in part.bound and self._bindings.get(name) is old.bound[name]:  # type: ignore[union-attr]
                del self._bindings[name]
        self._bindings.update(part.bound)
        self._parts[cell.id] = part
        return part

    def forget(self, cell_id: str) -> None:
        """Takes a cell's part away, as when it is deleted."""
        part = self._parts.pop(cell_id, None)
        for name, binding in part.bound.items() if part is not None else ():
            if self._bindings.get(name) is binding:
                del self._bindings[name]

    def _names_before(self, cell: NotebookCell) -> dict[str, Binding]:
        """The names as the cell finds them: what its own last run set is not its input."""
        names = dict(self._bindings)
        old = self._parts.get(cell.id)
        for name, before in old.before.items() if old is not None else ():
            if names.get(name) is old.bound.get(name):  # type: ignore[union-attr]
                if before is None:
                    names.pop(name, None)
                else:
                    names[name] = before
        return names

    def graph(self) -> NodeGraph:
        """The whole notebook's graph as it stands."""
        return joined_parts(self._parts.values(), self.stale())

    def stale(self) -> frozenset[str]:
        """Ids of the cells whose inputs changed after they ran, directly or through another such cell."""
        runs = {key: part.cell.run for key, part in self._parts.items()}
        writers: dict[str, list[str]] = {}
        for key, part in self._parts.items():
            for name in part.writes:
                writers.setdefault(name, []).append(key)
        feeding = {key: self._feeding(key, part, writers) for key, part in self._parts.items()}
        found = {key for key, sources in feeding.items() if any(_is_later(runs, one, key) for one in sources)}
        while True:
            more = {key for key, sources in feeding.items() if key not in found and found & sources}
            if not more:
                return frozenset(found)
            found |= more

    def _feeding(self, key: str, part: Part, writers: Mapping[str, list[str]]) -> set[str]:
        through_files = {one for name in part.reads for one in writers.get(name, ())}
        return (set(part.inputs) | through_files) - {key}


def _is_later(runs: Mapping[str, int | None], one: str, other: str) -> bool:
    """Whether a cell ran after another; one that is gone counts as changed."""
    if one not in runs:
        return True
    first, second = runs[one], runs[other]
    return first is not None and second is not None and first > second


def joined_parts(parts: Iterable[Part], stale: frozenset[str] = frozenset()) -> NodeGraph:
    """One graph out of the parts of cells; flows from what is gone are left out."""
    whole = joined_graphs(NodeGraph(part.nodes, part.flows, part.notes) for part in parts)
    kept = tuple(flow for flow in whole.flows if flow.source in whole.by_id and flow.target in whole.by_id)
    columns = {node.id: dict.fromkeys(node.columns) for node in whole.nodes}
    for flow in kept:
        for key, column in ((flow.source, flow.source_column), (flow.target, flow.target_column)):
            if column is not None:
                columns[key].setdefault(column)
    nodes = tuple(
        replace(node, columns=tuple(columns[node.id]), stale=node.cell in stale) for node in whole.nodes
    )
    return NodeGraph(nodes, kept, whole.notes)


# --------------------------------------------------------------------------------------------- one cell


def _read(cell: NotebookCell, names: Mapping[str, Binding], around: Surroundings) -> Part:
    world = CellWorld(cell, around)
    reader = Reader(world, {name: one.value for name, one in names.items()})
    try:
        text = cell_text(cell.source)
        _run(text, reader, world)
    except UsageError as error:
        world.notes.append(f"{world.label}: {error.message}")
    except RecursionError:
        world.notes.append(f"{world.label}: The Python nests too deep to be followed.")
    return _part(cell, reader, world, names)


def _run(text: CellText, reader: Reader, world: CellWorld) -> None:
    if text.tree is not None:
        last = last_changes(text.tree)
        told = {name for names in last.values() for name in names}
        for place, statement in enumerate(text.tree.body):
            reader.statement(statement)
            by_magic = reader.assigned.keys() - told
            told |= by_magic
            for name in (*last.get(place, ()), *by_magic):
                _keep(name, reader, world)
        return
    value = world.magic(text.magic, text.line, text.body, reader.names)
    for name, made in world.made().items():
        reader.bind(name, made)
        _keep(name, reader, world)
    if isinstance(value, Frame):
        _result(value, world, text.body.strip())


def _result(frame: Frame, world: CellWorld, sql: str) -> None:
    """Rows that a cell shows and does not keep."""
    key = f"query:{world.around.notebook}:{world.cell.id}"
    world.nodes[key] = _made(world, key, "query", f"result of {world.label}", frame, sql)
    world.into(key, frame)


def _made(world: CellWorld, key: str, kind: NodeKind, name: str, frame: Frame, sql: str) -> Node:
    columns = tuple(one.name for one in frame.fields) + (("*",) if frame.rest else ())
    return Node(key, kind, name, columns, world.cell.id, world.cell.place, world.around.notebook, sql=sql)


def _part(cell: NotebookCell, reader: Reader, world: CellWorld, names: Mapping[str, Binding]) -> Part:
    bound = {name: Binding(reader.names.get(name, UNKNOWN), cell.id) for name in reader.assigned}
    _shown(reader, world)
    inputs = {
        names[name].cell
        for name in (*reader.used, *world.used)
        if name in names and not isinstance(names[name].value, (Module, Engine))
    }
    return Part(
        cell,
        tuple(world.nodes.values()),
        tuple(world.flows),
        frozenset(inputs - {cell.id}),
        tuple(world.reads),
        tuple(world.writes),
        bound,
        {name: names.get(name) for name in bound},
        tuple(world.notes),
    )


def _keep(name: str, reader: Reader, world: CellWorld) -> None:
    """Makes the DataFrame behind a name a node of its own, from which later code reads."""
    if name not in reader.names:
        return
    value = reader.names[name]
    frame = _as_seen(name, value, world.cell)
    if frame is None:
        if isinstance(value, Frame) and not value.sure:
            reader.names[name] = Series(origins_of(value))
        return
    key = f"frame:{world.around.notebook}:{world.cell.id}:{name}"
    sql = world.frames.get(name, world.cell.source)
    world.nodes[key] = _made(world, key, "dataframe", name, frame, sql)
    world.into(key, frame)
    reader.names[name] = (
        _open(key, frame) if frame.rest else base_frame(key, [one.name for one in frame.fields])
    )


def _open(key: str, frame: Frame) -> Frame:
    """A frame with known columns and others, seen from later cells."""
    fields = tuple(Field(one.name, {(key, one.name, "IDENTITY"): None}) for one in frame.fields)
    return Frame(fields, {(key, "*", "IDENTITY"): None}, frame.gone)


def _as_seen(name: str, value: Value, cell: NotebookCell) -> Frame | None:
    """The frame behind a name, with its real columns where the kernel told them; None: it is no frame."""
    if cell.frames is None:
        return value if isinstance(value, Frame) and not name.startswith("_") else None
    if name not in cell.frames:
        return None
    columns = cell.frames[name]
    if columns is None:
        return value if isinstance(value, Frame) else Frame(rest=origins_of(value))
    if isinstance(value, Frame):
        fields = tuple(value.field(column) for column in columns)
        return Frame(fields, indirect=value.indirect)
    origins = origins_of(value)
    return Frame(tuple(Field(column, origins) for column in columns))


def _shown(reader: Reader, world: CellWorld) -> None:
    """A node for the cell itself, if it reads more than what it makes already tells."""
    told = {(flow.source, flow.source_column) for flow in world.flows}
    found: MutableOrigins = {}
    for origins in reader.shown:
        found.update(_untold(origins, told))
    if not found:
        return
    key = f"cell:{world.around.notebook}:{world.cell.id}"
    world.nodes[key] = Node(
        key,
        "cell",
        world.label,
        (),
        world.cell.id,
        world.cell.place,
        world.around.notebook,
        sql=world.cell.source,
    )
    world.consumed(key, found)


def _untold(origins: Origins, told: set[tuple[str, str | None]]) -> MutableOrigins:
    return {
        origin: doubt
        for origin, doubt in origins.items()
        if (origin[0], None if origin[1] == WHOLE else origin[1]) not in told
    }
