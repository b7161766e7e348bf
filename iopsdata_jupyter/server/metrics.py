"""Metrics: a team's named figures."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from tornado.web import authenticated

from iopsdata_jupyter.errors import did_you_mean
from iopsdata_jupyter.server.base import refusal
from iopsdata_jupyter.server.catalog import CatalogHandler
from iopsdata_jupyter.server.editing import editing, expected_revision, require_revision, with_revision
from iopsdata_jupyter.store.base import Metric, Store


class CheckingHandler(CatalogHandler):
    """Base of the routes that save a metric."""

    async def check(self, metric: Metric) -> None:
        """Passes a metric that the tables of the query's `connection` can hold; without it, any.

        Raises:
            Refusal: they cannot, and why.
            ConnectionFailed: the connection cannot be opened.
        """
        from iopsdata_jupyter.text_to_sql.semantics.definition import problem

        connection = self.text("connection")
        if connection is None:
            return
        catalog = (await self.entry(connection)).catalog
        wrong = await self.in_thread(lambda: problem(metric, catalog))
        if wrong is not None:
            message, _, hint = wrong.partition("\n")
            raise refusal(HTTPStatus.UNPROCESSABLE_ENTITY, message, hint or None)


class MetricsHandler(CheckingHandler):
    """The metrics by name; POST saves a new one."""

    @authenticated
    async def get(self) -> None:
        metrics = await self.in_thread(self.store.metrics)
        self.reply({"metrics": [shown(metric) for metric in metrics]})

    @authenticated
    async def post(self) -> None:
        metric = read_metric(self.body("NewMetric"))
        await self.check(metric)
        await self.in_thread(lambda: create(self.store, metric))
        self.reply(shown(metric), HTTPStatus.CREATED)


class MetricHandler(CheckingHandler):
    """One metric."""

    @authenticated
    async def get(self, name: str) -> None:
        self.reply(shown(await self.in_thread(lambda: found(self.store, name))))

    @authenticated
    async def put(self, name: str) -> None:
        metric, expected = read_metric({**self.body("MetricChange"), "name": name}), expected_revision(self)
        await self.check(metric)
        await self.in_thread(lambda: change(self.store, metric, expected))
        self.reply(shown(metric))

    @authenticated
    async def delete(self, name: str) -> None:
        expected = expected_revision(self)
        await self.in_thread(lambda: delete(self.store, name, expected))
        self.reply({"deleted": name})


def shown(metric: Metric) -> dict[str, Any]:
    """A metric as JSON."""
    return with_revision(_body(metric))


def read_metric(body: dict[str, Any]) -> Metric:
    """The metric that a request describes."""
    lists = {name: tuple(body.get(name, ())) for name in ("filters", "synonyms")}
    return Metric(**{**body, **lists})


def found(store: Store, name: str) -> Metric:
    """The metric of that name.

    Raises:
        Refusal: there is none.
        StoreError: the store cannot be read.
    """
    metrics = {metric.name: metric for metric in store.metrics()}
    if name not in metrics:
        raise refusal(
            HTTPStatus.NOT_FOUND, f"There is no metric named {name!r}.", did_you_mean(name, list(metrics))
        )
    return metrics[name]


def create(store: Store, metric: Metric) -> None:
    """Saves a metric of a name that is free.

    Raises:
        Refusal: the name is taken.
        StoreError: the store cannot be written.
    """
    with editing(store):
        if any(metric.name == other.name for other in store.metrics()):
            raise refusal(HTTPStatus.CONFLICT, f"There is a metric named {metric.name!r} already.")
        store.save_metric(metric)


def change(store: Store, metric: Metric, expected: str | None) -> None:
    """Puts a metric in place of the one of its name.

    Raises:
        Refusal: there is none, or somebody has changed it meanwhile.
        StoreError: the store cannot be written.
    """
    with editing(store):
        require_revision(expected, _body(found(store, metric.name)))
        store.save_metric(metric)


def delete(store: Store, name: str, expected: str | None) -> None:
    """Forgets a metric.

    Raises:
        Refusal: there is none, or somebody has changed it meanwhile.
        StoreError: the store cannot be written.
    """
    with editing(store):
        require_revision(expected, _body(found(store, name)))
        store.delete_metric(name)


def _body(metric: Metric) -> dict[str, Any]:
    return {**asdict(metric), "filters": list(metric.filters), "synonyms": list(metric.synonyms)}
