"""What the roles of a table are predicted from."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex
from iopsdata_jupyter.text_to_sql.offline.surroundings import Surroundings, grade

TABLE_ROLES = ("count", "from", "exclude")


def table_features(table: int, around: Surroundings) -> list[str]:
    """What the roles of a table are predicted from."""
    mentions = around.links.tables[table]
    order = min(around.table_order.get(table, 9), 3)
    found = [
        "b",
        f"to={order}",
        f"of{min(len(around.table_order), 4)}to{order}",
        f"j={_junction(table, around)}",
    ]
    if table in around.linked_tables:
        found.append("linked")
    others = (other for other in around.table_order if other != table)
    found.extend(f"rel={_relation(table, other, around.schema)}to{order}" for other in others)
    columns = around.schema.tables[table].columns
    strong = sum(1 for c in columns if around.links.columns[c] and around.links.columns[c][0].cover > 0.8)
    found.append(f"cols{min(strong, 3)}{'m' if mentions else ''}")
    if not mentions:
        found.append(f"none{_junction(table, around)}")
        return found
    best = mentions[0]
    cue = around.cues[best.start]
    found.extend(
        (
            f"c={grade(best.cover)}{grade(best.strength)}",
            f"cue={cue[0]}",
            f"cue={cue[1]} {cue[0]}",
            f"q1={around.first}",
        )
    )
    found.append(f"q1={around.first}to{order}")
    for word in around.around(best.start, best.end):
        found.append(word)
        found.append(f"{word}{'+' if best.cover > 0.8 else '-'}")
    return found


def _junction(table: int, around: Surroundings) -> bool:
    columns = around.schema.tables[table].columns
    return sum(1 for c in columns if around.schema.columns[c].foreign) >= 2 and len(columns) <= 6


def _relation(table: int, other: int, schema: SchemaIndex) -> str:
    """Child where `table` refers to `other`, parent the other way round, else a dash."""
    return schema.relations.get((table, other), "-")
