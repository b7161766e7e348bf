"""Conditions in words: the words that lead one in, then the first rule that reads the rest."""

from __future__ import annotations

from dataclasses import replace

from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.comparisons import against_average, compared
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.relations import context, related
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.setting import Setting
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.times import (
    between_dates,
    by_date_verb,
    plain_period,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.conditions.values import (
    flagged,
    like,
    named_value,
    valued,
    void,
)
from iopsdata_jupyter.text_to_sql.offline.analytic.draft import Choice, Filter
from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases
from iopsdata_jupyter.text_to_sql.offline.analytic.reading import Reader

_LEADS = phrases(
    """that | which | who | whom | whose | where | with | having | are | is | was | were | be | been | has
    | have | had | did | do | does | also | only | but | and | in which | for which | their | a | an |
    the | any | yet | being | as | ever | come | comes | came | live | lives | living | located | based
    | whether | when | if | it | they | happened | occurred | made | placed | considering | belong |
    belongs | belonging | counting | we | of which | coming | work | works | working | took place | go |
    goes | went | got | get | some | taken | received | situated | recorded | used | using | via |
    through | looking at | just | available | still"""
)
_NOT = phrases(
    """not | never | no | without | without any | n't | don't | doesn't | didn't | haven't | hasn't |
    aren't | isn't | wasn't | weren't | hadn't | excluding | except | except for | other than | lacking
    | lack | none | with no | cannot | apart from | outside | outside of | exclude | ignoring | missing"""
)
_RULES = (
    by_date_verb,
    plain_period,
    against_average,
    compared,
    flagged,
    named_value,
    related,
    void,
    valued,
    like,
    context,
)


def condition(reader: Reader, subject: Choice | None, shown: Choice | None = None) -> Filter | None:
    """Reads one condition on the rows of `subject`, or on the column that is listed."""
    start = reader.at
    dates = between_dates(reader, subject)
    if dates is not None:
        return dates
    setting = Setting(subject, _lead(reader), start, shown)
    for rule in _RULES:
        place = reader.at
        found = rule(reader, setting)
        if found:
            return replace(found, span=(start, reader.at))
        reader.at = place
    reader.at = start
    return None


_LEAD_WORDS = phrases(
    """in which | for which | no more | no less | no fewer | not more | not less | no later | not later"""
)


def _lead(reader: Reader) -> bool:
    """Reads the words that lead a condition in; whether they deny it."""
    negated = False
    while True:
        if reader.peek(
            *_LEAD_WORDS,
        ):
            if not reader.take("in which", "for which"):
                return negated
            continue
        if reader.take(*_NOT):
            negated = True
        elif not reader.take(*_LEADS):
            return negated
