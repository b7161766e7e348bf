"""Rows beside the row of the same table that they refer to: employees and their managers.

A table joined to itself needs two names, which the rest of the grammar has no words for; so these questions
are read whole and written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice
from iopsdata_jupyter.text_to_sql.offline.analytic.figures import by_adjective, figures_only
from iopsdata_jupyter.text_to_sql.offline.analytic.nouns import noun
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader
from iopsdata_jupyter.text_to_sql.offline.analytic.resolve import Scene
from iopsdata_jupyter.text_to_sql.offline.analytic.scope import Scope
from iopsdata_jupyter.text_to_sql.offline.analytic.terms import COMPARE
from iopsdata_jupyter.text_to_sql.offline.analytic.vocabulary import PREAMBLES
from iopsdata_jupyter.text_to_sql.offline.schema import Edge
from iopsdata_jupyter.text_to_sql.translator import Understanding

_LEADS = frozenset({"manager", "boss", "supervisor", "superior", "lead", "chief"})
"""Words for one person; a column that says `reports to` means the same."""
_REPORTS = frozenset({"report", "reports"})
_AND = phrases(
    """and | with | along with | together with | , and | alongside | and the name of | with the name of |
    and the names of | with the names of"""
)
_THEIR = phrases("""their | its | his or her | his | her | the | the respective | their respective""")
_NAMES = phrases(
    """the names of all | the name of each | the names of each | the names of | the name of | names of | name
    of | each | every | all | for each"""
)
_OF_EACH = phrases("""of each | of every | of all | of the | of""")
_MORE = phrases("""more than | higher than | greater than | larger than | above | bigger than | over""")
_LESS = phrases("""less than | lower than | smaller than | below | under | fewer than""")
_EARN = phrases("""earn | earns | make | makes | are paid | is paid | get paid | earning""")
_WHO = phrases("""who | that | whose | with a | with""")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Rows with their superiors, or those of them that exceed or fall short of theirs."""

    table: int
    edge: Edge
    name: str
    """What the superior is called, such as manager."""
    compared: int | None = None
    """The column by which both are compared; None where both are shown."""
    operator: str = ""
    understood: tuple[Understanding, ...] = ()


def pairing(reader: Reader, scene: Scene) -> Pairing | None:
    """Reads such a question whole; None for any other."""
    if not any(_is_own(edge, scene) for edge in scene.ground.schema.edges):
        return None
    for rule in (_beside, _of_each, _exceeding):
        reader.at = 0
        reader.skip(PREAMBLES)
        found = rule(reader, scene)
        if found is not None and reader.done:
            return found
    return None


def _is_own(edge: Edge, scene: Scene) -> bool:
    columns = scene.ground.schema.columns
    return columns[edge.left].table == columns[edge.right].table and not edge.more


def _beside(reader: Reader, scene: Scene) -> Pairing | None:
    """`employees and their managers`."""
    table = _rows(reader)
    if table is None or not reader.take(*_AND):
        return None
    reader.take(*_THEIR)
    found = _superior(reader, table, scene)
    reader.take("names", "name")
    return found


def _of_each(reader: Reader, scene: Scene) -> Pairing | None:
    """`the manager of each employee`."""
    start = reader.at
    reader.at += 1
    table = _rows(reader) if reader.take(*_OF_EACH) else None
    end, reader.at = reader.at, start
    found = _superior(reader, table, scene) if table else None
    reader.at = end
    return found


def _exceeding(reader: Reader, scene: Scene) -> Pairing | None:
    """`employees who earn more than their manager`, `employees whose salary is below their manager's`."""
    reader.take("which", "what")
    table = _rows(reader)
    if table is None or not (reader.take(*_WHO) or reader.peek(*_EARN)):
        return None
    start = reader.at
    if reader.take(*_EARN):
        measure = by_adjective(reader, ("salary", "wage", "pay"), (start, reader.at))
    else:
        measure = figures_only(reader, reader.column())
        reader.take("is", "are")
    operator = ">" if reader.take(*_MORE) else "<" if reader.take(*_LESS) else ""
    reader.take("that of", "the one of")
    if measure is None or not operator or not reader.take(*_THEIR):
        return None
    found = _superior(reader, table, scene)
    own = [o.index for o in measure.options if scene.ground.schema.columns[o.index].table == _of(table)]
    if found is None or not own:
        return None
    return Pairing(found.table, found.edge, found.name, own[0], operator, found.understood)


def _of(table: Choice) -> int:
    return table.options[0].index


def _rows(reader: Reader) -> Choice | None:
    """The rows that have superiors; none where words before them set conditions."""
    reader.take(*_NAMES)
    thing = noun(reader)
    return thing.table if thing and not thing.filters else None


def _superior(reader: Reader, table: Choice, scene: Scene) -> Pairing | None:
    token = reader.token()
    if token is None or token.kind != "word":
        return None
    said = {token.lemma, token.lower, token.owner.casefold()}
    for edge in scene.ground.schema.edges:
        info = scene.ground.schema.columns[edge.left]
        words = set(info.words) - {"id"} - set(scene.ground.table_words(info.table))
        led = (words & (_LEADS | _REPORTS)) and said & _LEADS
        if info.table == _of(table) and _is_own(edge, scene) and (words & said or led):
            reader.at += 1
            name = next(iter(sorted(said & (_LEADS | words))))
            meaning = f"the row that {scene.ground.schema.label(edge.left)} refers to"
            return Pairing(info.table, edge, name, understood=(Understanding(token.text, meaning),))
    return None


def statement(found: Pairing, scene: Scene) -> exp.Select:
    """The table joined to itself; rows without a superior are kept where both are shown."""
    scope, schema = Scope(scene, found.table, qualified=False), scene.ground.schema
    below, above = "_".join(scene.ground.table_words(found.table)), found.name
    below = below if below != above else f"{below}_row"

    def column(index: int, alias: str) -> exp.Column:
        return exp.Column(this=scope.name(schema.columns[index].name), table=scope.name(alias))

    shown = scene.ground.shown(found.table) or (found.edge.right,)
    shown = tuple(index for index in shown if len(shown) == 1 or index != scene.ground.key(found.table))
    own: list[exp.Expr] = [column(index, below) for index in shown]
    theirs = [exp.alias_(column(i, above), f"{above}_{schema.columns[i].name.casefold()}") for i in shown]
    if found.compared is not None:
        figure = schema.columns[found.compared].name
        own.append(column(found.compared, below))
        theirs.append(exp.alias_(column(found.compared, above), f"{above}_{figure.casefold()}"))
    on = exp.EQ(this=column(found.edge.left, below), expression=column(found.edge.right, above))
    select = exp.select(*own, *theirs).from_(_named(scope, found.table, below))
    kind = "left" if found.compared is None else ""
    select = select.join(_named(scope, found.table, above), on=on, join_type=kind)
    if found.compared is None:
        return select
    compare = COMPARE[found.operator]
    return select.where(compare(this=column(found.compared, below), expression=column(found.compared, above)))


def _named(scope: Scope, table: int, alias: str) -> exp.Table:
    source = scope.source(table)
    source.set("alias", exp.TableAlias(this=scope.name(alias)))
    return source


def sentence(found: Pairing, scene: Scene) -> str:
    """What the statement does, in words."""
    name = scene.ground.schema.tables[found.table].name
    if found.compared is None:
        return f"Every row of {name} with its {found.name}, if it has one."
    label = scene.ground.schema.label(found.compared)
    than = "more" if found.operator == ">" else "less"
    return f"The {name} whose {label} is {than} than that of their {found.name}."
