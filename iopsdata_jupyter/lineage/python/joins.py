"""Frames put side by side: merge, join, concat."""

from __future__ import annotations

from iopsdata_jupyter.lineage.flows import Origins
from iopsdata_jupyter.lineage.python.calls import Call, members_of, names_in
from iopsdata_jupyter.lineage.python.columns import sources
from iopsdata_jupyter.lineage.python.values import (
    Field,
    Frame,
    Items,
    Series,
    Text,
    Value,
    not_followed,
    stacked,
    united,
)


def joined(left: Frame, right: Value | None, call: Call, place: int) -> Value:
    """A merge or join of two frames; `place` is that of the argument behind `right`."""
    if isinstance(right, Series) and right.name is not None:
        right = Frame((Field(right.name, right.origins),), indirect=right.indirect)
    if not isinstance(right, Frame):
        return not_followed([left, *call.everything()], frame=True)
    on = call.get(place if call.name == "join" else place + 1, "on")
    left_on, right_on = call.get(-1, "left_on") or on, call.get(-1, "right_on") or on
    shared = _names(left_on) if left_on is right_on else []
    keys = united([_keys(left_on, left), _keys(right_on, right)])
    if (
        on is None
        and left_on is None
        and call.name in ("merge", "merge_ordered")
        and "left_index" not in call.keywords
    ):
        shared = [one.name for one in left.fields if right.named(one.name) is not None]
        keys = united(frame.column(name) for frame in (left, right) for name in shared)
    how = call.get(place, "how") if call.name != "join" else call.get(place + 1, "how")
    kind = how.text if isinstance(how, Text) else "inner"
    rows = left.shaped(united([keys, right.indirect]), "JOIN") if keys else left
    indirect = united([rows.indirect, right.indirect])
    if kind.replace("left", "").strip("_") in ("semi", "anti"):
        return Frame(left.fields, left.rest, left.gone, indirect)
    return _side_by_side(left, right, shared, _suffixes(call), indirect)


def _names(value: Value | None) -> list[str]:
    return (names_in(value) or []) if value is not None else []


def _keys(value: Value | None, frame: Frame) -> Origins:
    return united(sources(one, frame) for one in members_of(value))


def _suffixes(call: Call) -> tuple[str, str]:
    given = call.get(-1, "suffixes")
    if isinstance(given, Items) and len(given.members) == 2:
        left, right = given.members
        return (left.text if isinstance(left, Text) else ""), (right.text if isinstance(right, Text) else "")
    one = call.get(-1, "suffix")
    if isinstance(one, Text):
        return "", one.text
    ends = [call.get(-1, name) for name in ("lsuffix", "rsuffix")]
    if any(isinstance(end, Text) for end in ends):
        return tuple(end.text if isinstance(end, Text) else "" for end in ends)  # type: ignore[return-value]
    return ("", "_right") if call.name == "join" else ("_x", "_y")


def _side_by_side(
    left: Frame, right: Frame, shared: list[str], suffixes: tuple[str, str], indirect: Origins
) -> Frame:
    fields: list[Field] = []
    both = {one.name for one in left.fields if right.named(one.name) is not None} - set(shared)
    fields += [Field(name, united([left.column(name), right.column(name)])) for name in shared]
    for frame, suffix in ((left, suffixes[0]), (right, suffixes[1])):
        for one in frame.fields:
            if one.name not in shared:
                name = one.name + suffix if one.name in both else one.name
                fields.append(Field(name, one.origins, one.expression))
    gone = frozenset(left.gone & right.gone) | frozenset(one.name for one in fields)
    return Frame(tuple(fields), united([left.rest, right.rest]), gone, indirect)


def concatenated(call: Call) -> Value:
    """`pd.concat`, `pl.concat`: frames below or beside each other."""
    members = members_of(call.get(0, "objs", "items"))
    frames = [one for one in members if isinstance(one, Frame)]
    if not frames:
        return not_followed(call.everything(), frame=True)
    axis, how = call.flag("axis"), call.get(-1, "how")
    if axis in (1, "columns") or (isinstance(how, Text) and how.text == "horizontal"):
        series = [Frame((Field(one.name, one.origins),)) for one in members
                  if isinstance(one, Series) and one.name is not None]  # fmt: skip
        found = frames[0]
        for other in [*frames[1:], *series]:
            found = _side_by_side(found, other, [], ("", ""), united([found.indirect, other.indirect]))
        return found
    return stacked(frames) if len(frames) > 1 else frames[0]
