"""Ferries of our own in every engine: names to be quoted, two keys between tables, missing values, dates."""

from __future__ import annotations

_QUOTES = {"mysql": "`", "spark": "`"}
_TABLES = {
    "ports": (
        '"port_id" integer primary key, "port_name" varchar(40), "country" varchar(40), "Berths" integer'
    ),
    "ships": (
        '"ship_id" integer primary key, "ship_name" varchar(40), "order" integer, "top speed" decimal(6, 1),'
        ' "home_port_id" integer, foreign key ("home_port_id") references "ports" ("port_id")'
    ),
    "voyages": (
        '"voyage_id" integer primary key, "ship_id" integer, "from_port_id" integer, "to_port_id" integer,'
        ' "sailed_on" date, "passengers" integer, "fare" decimal(10, 2), "state" varchar(20),'
        ' foreign key ("ship_id") references "ships" ("ship_id"),'
        ' foreign key ("from_port_id") references "ports" ("port_id"),'
        ' foreign key ("to_port_id") references "ports" ("port_id")'
    ),
}
_ROWS = {
    "ports": "(1, 'Vardholm', 'Norway', 3), (2, 'Kelling', 'Denmark', 5), (3, 'Oresand', 'Denmark', null)",
    "ships": "(1, 'Tern', 2, 21.5, 1), (2, 'Auk', 1, 18.0, 2), (3, 'Gannet', 3, null, 2)",
    "voyages": (
        "(1, 1, 1, 2, DATE'2024-01-31', 210, 35.5, 'done'), (2, 1, 2, 1, DATE'2024-02-01', 180, 30, 'done'),"
        " (3, 2, 2, 3, DATE'2024-02-11', 90, 22.5, 'cancelled'), (4, 3, 3, 2, null, null, null, 'planned'),"
        " (5, 2, 1, 3, DATE'2025-03-09', 120, 41, 'done')"
    ),
}
TABLES = ("ports", "ships", "voyages")
QUESTIONS = (
    "how many {things} are there",
    "how many {things} are there for each {field}",
    "list the {field} of all {things}",
    "what is the average {figure} of {things}",
    "what is the total {figure} by {field}",
    "show the {field} and {figure} of {things} with {figure} above {number}",
    "which {thing} has the highest {figure}",
    "top {number} {things} by {figure}",
    "top {number} ships by {figure} in each country",
    "the ship with the highest fare in each {field}",
    "top 2 ships per state by number of voyages",
    "{things} with {figure} between 10 and {number}",
    "{things} without voyages",
    "how many voyages per month",
    "number of voyages per year",
    "what is the percentage of voyages by state",
    "how many different {field}s are there",
    "which ships have their home port in {value}",
    "what is the {figure} of the ship with the highest {figure}",
    "the ships that sailed to the port with the most ships",
    "{things} whose {figure} is greater than the average {figure}",
    "which {things} are in {value}",
    "voyages in {year}",
    "voyages that are not {value}",
    "{field} of {things} sorted by {figure} in descending order",
    "which {field} has more than {number} {things}",
    "how many ports are in {value} or Norway",
    "total {figure} of voyages in February 2024",
    "ships that never sailed",
    "{things} where {figure} is missing",
    "share of {figure} by {field}",
)
ANSWERED = (
    "number of voyages per ship, including ships without voyages, highest first",
    "total fare in 2024 for each ship, even those without any",
    "are there ships without voyages",
    "number of voyages in 2024 vs 2025",
    "total passengers in march 2025 compared with the same month last year",
    "the second most common state",
    "voyages with state done or a fare above 30",
    "ships with their number of voyages",
    "percentage of cancelled voyages per ship",
    "voyages where passengers exceed the fare",
    "ships ordered by number of voyages, most first",
)
"""Questions of which each has a statement of its own kind."""
WORDS = {
    "things": ("ports", "ships", "voyages"),
    "thing": ("port", "ship", "voyage"),
    "field": ("port name", "country", "ship name", "state", "name"),
    "figure": ("passengers", "fare", "top speed", "berths", "order"),
    "value": ("Denmark", "Norway", "cancelled", "Kelling", "Tern"),
    "number": ("1", "3", "25", "100"),
    "year": ("2024", "2025"),
}


def statements(dialect: str) -> list[str]:
    """What makes the ferries in an engine of `dialect`."""
    made = []
    for name in TABLES:
        columns = _TABLES[name]
        if dialect == "spark":
            columns = ", ".join(part for part in _parts(columns) if not part.startswith("foreign"))
            columns = columns.replace(" primary key", "").replace("varchar(40)", "string")
            columns = columns.replace("varchar(20)", "string")
        made.append(f'create table "{name}" ({columns})' + (" using parquet" if dialect == "spark" else ""))
        rows = _ROWS[name].replace("DATE'", "'") if dialect == "sqlite" else _ROWS[name]
        made.append(f'insert into "{name}" values {rows}')
    return [statement.replace('"', _QUOTES.get(dialect, '"')) for statement in made]


def _parts(columns: str) -> list[str]:
    """Column definitions; commas inside brackets part nothing."""
    parts, depth = [""], 0
    for letter in columns:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
