"""What a column or table shapes, or comes from, as a list that a person or a build can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from html import escape
from typing import Any, Literal

from iopsdata_jupyter.errors import did_you_mean
from iopsdata_jupyter.lineage.models import NodeKind
from iopsdata_jupyter.lineage.node_graph import NodeGraph, Place, Reached

Direction = Literal["downstream", "upstream"]

_HEADS = ("what", "name", "columns", "how", "where", "note")


@dataclass(frozen=True, slots=True)
class ImpactItem:
    """Something that breaks, or that is needed."""

    kind: NodeKind
    name: str
    columns: tuple[str, ...]
    """Those whose values flow; empty where it is rows, order or the thing as a whole."""
    direct: bool
    """Whether values flow; else rows, order, groups or conditions depend on it."""
    steps: int
    """Flows on the shortest way."""
    notebook: str
    cell: str
    """Id of the notebook's cell; empty outside a notebook."""
    place: int
    """The number of that cell; 0 where it is not known."""
    stale: bool
    confidence: float
    reason: str
    """Why the confidence is below 1; empty otherwise."""


@dataclass(frozen=True)
class Impact:
    """The answer to "if this changes, what breaks" (downstream), or "what is this made of" (upstream)."""

    name: str
    """As it was asked for, such as `orders.amount`."""
    direction: Direction
    items: tuple[ImpactItem, ...]
    """Nearest first."""
    graph: NodeGraph
    """The part of the graph that the way leads through, its start included."""

    def __bool__(self) -> bool:
        return bool(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def notebooks(self) -> tuple[str, ...]:
        """The notebooks among it."""
        return tuple(dict.fromkeys(item.notebook for item in self.items if item.notebook))

    def rows(self) -> list[tuple[str, ...]]:
        """One row of text an item, under `what, name, columns, how, where, note`."""
        return [_row(item) for item in self.items]

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "version": 1,
            "name": self.name,
            "direction": self.direction,
            "items": [asdict(item) for item in self.items],
            "graph": self.graph.to_dict(),
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """As JSON text."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    @property
    def summary(self) -> str:
        """One sentence."""
        if not self.items:
            nothing = "Nothing depends on" if self.direction == "downstream" else "Nothing is known to make"
            return f"{nothing} {self.name}.{self._near()}"
        kinds: dict[str, int] = {}
        for item in self.items:
            word = item.kind.replace("_", " ")
            kinds[word] = kinds.get(word, 0) + 1
        counted = ", ".join(f"{count} {_plural(word, count)}" for word, count in kinds.items())
        verb = "depend on" if self.direction == "downstream" else "lead to"
        return f"{counted} {verb if len(self.items) > 1 else _singular(verb)} {self.name}."

    def _near(self) -> str:
        """The columns that it might be a slip for."""
        column = self.name.rpartition(".")[2]
        columns = list(dict.fromkeys(name for node in self.graph.nodes for name in node.columns))
        if column.casefold() in (name.casefold() for name in columns):
            return ""
        return f" {hint}" if (hint := did_you_mean(column, columns)) else ""

    def __str__(self) -> str:
        if not self.items:
            return self.summary
        table = [_HEADS, *self.rows()]
        widths = [max(len(row[place]) for row in table) for place in range(len(_HEADS))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table
        ]
        return "\n".join([self.summary, "", *(line.rstrip() for line in lines)])

    __repr__ = __str__

    def table_html(self) -> str:
        """The list as an HTML table; every text is escaped."""
        if not self.items:
            return f"<p>{escape(self.summary)}</p>"
        heads = "".join(f"<th>{head}</th>" for head in _HEADS)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in self.rows()
        )
        return f"<p>{escape(self.summary)}</p><table><tr>{heads}</tr>{body}</table>"


def impact(graph: NodeGraph, name: str, direction: Direction = "downstream") -> Impact:
    """What `name`, a column, a table or a DataFrame, shapes or comes from.

    Raises:
        UsageError: the graph has nothing of that name.
    """
    places = graph.places(name)
    reached = graph.downstream(name) if direction == "downstream" else graph.upstream(name)
    return Impact(name, direction, _items(reached), graph.around([*places, *_places(reached)]))


def _places(reached: Iterable[Reached]) -> Iterable[Place]:
    return ((one.node.id, one.column) for one in reached)


def _items(reached: Iterable[Reached]) -> tuple[ImpactItem, ...]:
    groups: dict[str, list[Reached]] = {}
    for one in (found for found in reached if found.node.kind != "cte"):  # it stands inside another item
        groups.setdefault(one.node.id, []).append(one)
    return tuple(_item(group) for group in groups.values())


def _item(group: list[Reached]) -> ImpactItem:
    """One item a node, told by its strongest tie."""
    direct = [one for one in group if one.direct]
    told = direct or group
    surest = max(told, key=lambda one: one.confidence)
    columns = tuple(one.column for one in direct if one.column is not None)
    node = surest.node
    return ImpactItem(
        kind=node.kind,
        name=node.name,
        columns=columns,
        direct=bool(direct),
        steps=min(one.steps for one in told),
        notebook=node.notebook,
        cell=node.cell,
        place=node.place,
        stale=node.stale,
        confidence=surest.confidence,
        reason=surest.reason,
    )


def _row(item: ImpactItem) -> tuple[str, ...]:
    how = "values" if item.direct else "rows or order"
    where = " ".join(filter(None, (item.notebook, f"cell {item.place}" if item.place else item.cell)))
    notes = ["stale"] if item.stale else []
    notes += [f"not certain: {item.reason}"] if item.reason else []
    return (
        item.kind.replace("_", " "), item.name, ", ".join(item.columns), how, where, "; ".join(notes)
    )  # fmt: skip


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _singular(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    return f"{first}s {rest}"
