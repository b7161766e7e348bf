"""What depends only on a catalog and its values, kept between questions: linking and join state.

Weak and bounded: an entry goes when its catalog does, and at most a few are kept.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from iopsdata_jupyter.catalog.lookup import NoValues, ValueLookup
from iopsdata_jupyter.catalog.models import Catalog
from iopsdata_jupyter.text_to_sql.offline.joins import JoinGraph
from iopsdata_jupyter.text_to_sql.offline.linking import Linker
from iopsdata_jupyter.text_to_sql.offline.schema import SchemaIndex, index_catalog
from iopsdata_jupyter.text_to_sql.offline.values import ValueIndex

if TYPE_CHECKING:
    from iopsdata_jupyter.text_to_sql.offline.analytic.answer import Analytic
    from iopsdata_jupyter.text_to_sql.offline.references.answer import Referring

_MOST_KEPT = 8


@dataclass(frozen=True)
class Prepared:
    """A catalog made ready for questions."""

    schema: SchemaIndex
    graph: JoinGraph
    linker: Linker
    values: ValueLookup

    @cached_property
    def analytic(self) -> Analytic:
        """The state of the analytic grammar, made at the first question."""
        from iopsdata_jupyter.text_to_sql.offline.analytic.answer import analytic_for

        return analytic_for(self.schema, self.linker.values, self.values)

    @cached_property
    def referring(self) -> Referring:
        """The state of the grammar of references, made at the first question."""
        from iopsdata_jupyter.text_to_sql.offline.references.answer import Referring
        from iopsdata_jupyter.text_to_sql.offline.references.domains import Domains

        names = self.analytic.names
        return Referring(names, Domains(names.ground, self.values))


class PreparedCache:
    """The prepared catalogs of a process, by identity."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[weakref.ref[Catalog], ValueLookup, Prepared]] = OrderedDict()
        self._lock = Lock()

    def get(self, catalog: Catalog, values: ValueLookup, synonyms: Mapping[str, Sequence[str]]) -> Prepared:
        """The prepared form of `catalog`, made at the first call."""
        with self._lock:
            kept = self._kept.get(id(catalog))
            if kept is not None and kept[0]() is catalog and _same(kept[1], values):
                self._kept.move_to_end(id(catalog))
                return kept[2]
        prepared = prepare(catalog, values, synonyms)
        with self._lock:
            self._kept[id(catalog)] = (weakref.ref(catalog), values, prepared)
            self._drop_stale()
        return prepared

    def _drop_stale(self) -> None:
        for key in [key for key, (catalog, _, _) in self._kept.items() if catalog() is None]:
            del self._kept[key]
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)


def _same(kept: ValueLookup, given: ValueLookup) -> bool:
    """Whether two lookups know the same values; one that knows none is as good as another."""
    return kept is given or (isinstance(kept, NoValues) and isinstance(given, NoValues))


def prepare(catalog: Catalog, values: ValueLookup, synonyms: Mapping[str, Sequence[str]]) -> Prepared:
    """The linking and join state of a catalog."""
    schema = index_catalog(catalog)
    return Prepared(schema, JoinGraph(schema), Linker(schema, ValueIndex(schema, values), synonyms), values)
