"""Verified queries: questions whose SQL a person has checked. The SQL is kept here and never run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tornado.web import authenticated

from iopsdata_jupyter.server.base import refusal
from iopsdata_jupyter.server.catalog import CatalogHandler
from iopsdata_jupyter.server.editing import editing, expected_revision, require_revision, with_revision
from iopsdata_jupyter.store.base import Store, VerifiedQuery

if TYPE_CHECKING:
    from iopsdata_jupyter.catalog.models import Catalog


class CheckingHandler(CatalogHandler):
    """Base of the routes that save a verified query."""

    async def checked(self, query: VerifiedQuery) -> VerifiedQuery:
        """The query; with `check=true`, held to its connection's tables, which tell its parameters' columns.

        Raises:
            Refusal: it cannot run on them, and why.
            ConnectionFailed: the connection cannot be opened.
        """
        if self.choice("check", ("true", "false")) != "true":
            return query
        catalog = (await self.entry(query.connection)).catalog
        return await self.in_thread(lambda: _held(query, catalog))


class VerifiedQueriesHandler(CheckingHandler):
    """The verified queries by connection and question; POST saves a new one."""

    @authenticated
    async def get(self) -> None:
        connection = self.text("connection")
        queries = await self.in_thread(self.store.verified_queries)
        chosen = [query for query in queries if connection in (None, query.connection)]
        self.reply({"verified_queries": [shown(query) for query in chosen]})

    @authenticated
    async def post(self) -> None:
        given = VerifiedQuery(**self.body("NewVerifiedQuery"), verified_at=datetime.now(UTC))
        query = await self.checked(given)
        await self.in_thread(lambda: create(self.store, query))
        self.reply(shown(query), HTTPStatus.CREATED)


class VerifiedQueryHandler(CheckingHandler):
    """One verified query, by its id."""

    @authenticated
    async def get(self, identity: str) -> None:
        self.reply(shown(await self.in_thread(lambda: found(self.store, identity))))

    @authenticated
    async def put(self, identity: str) -> None:
        body, expected = self.body("VerifiedQueryChange"), expected_revision(self)
        before = await self.in_thread(lambda: found(self.store, identity))
        fields = {**body, "question": before.question, "connection": before.connection}
        query = await self.checked(VerifiedQuery(**fields, verified_at=datetime.now(UTC)))
        await self.in_thread(lambda: change(self.store, query, expected))
        self.reply(shown(query))

    @authenticated
    async def delete(self, identity: str) -> None:
        expected = expected_revision(self)
        await self.in_thread(lambda: delete(self.store, identity, expected))
        self.reply({"deleted": identity})


def identity_of(query: VerifiedQuery) -> str:
    """32 hexadecimal digits for connection and question, which may be too long for an address."""
    return hashlib.sha256(json.dumps([query.connection, query.question]).encode()).hexdigest()[:32]


def shown(query: VerifiedQuery) -> dict[str, Any]:
    """A verified query as JSON, with its id."""
    return with_revision(_body(query))


def found(store: Store, identity: str) -> VerifiedQuery:
    """The verified query of that id.

    Raises:
        Refusal: there is none.
        StoreError: the store cannot be read.
    """
    for query in store.verified_queries():
        if identity_of(query) == identity:
            return query
    raise refusal(HTTPStatus.NOT_FOUND, "There is no verified query of that id.")


def create(store: Store, query: VerifiedQuery) -> None:
    """Saves the SQL of a question that has none yet.

    Raises:
        Refusal: the question has one.
        StoreError: the store cannot be written.
    """
    identity = identity_of(query)
    with editing(store):
        if any(identity_of(other) == identity for other in store.verified_queries()):
            raise refusal(HTTPStatus.CONFLICT, "This question has a verified query already.")
        store.save_verified_query(query)


def change(store: Store, query: VerifiedQuery, expected: str | None) -> None:
    """Puts a query in place of the one of its connection and question.

    Raises:
        Refusal: there is none of that id, or somebody has changed it meanwhile.
        StoreError: the store cannot be written.
    """
    with editing(store):
        require_revision(expected, _body(found(store, identity_of(query))))
        store.save_verified_query(query)


def delete(store: Store, identity: str, expected: str | None) -> None:
    """Forgets a verified query.

    Raises:
        Refusal: there is none of that id, or somebody has changed it meanwhile.
        StoreError: the store cannot be written.
    """
    with editing(store):
        query = found(store, identity)
        require_revision(expected, _body(query))
        store.delete_verified_query(query.connection, query.question)


def _held(query: VerifiedQuery, catalog: Catalog) -> VerifiedQuery:
    from iopsdata_jupyter.text_to_sql.verified.keeping import broken, columns_behind

    wrong = broken(query, catalog)
    if wrong is not None:
        raise refusal(HTTPStatus.UNPROCESSABLE_ENTITY, wrong)
    return replace(query, parameters={**columns_behind(query.sql, catalog)})


def _body(query: VerifiedQuery) -> dict[str, Any]:
    fields = {**asdict(query), "parameters": dict(query.parameters)}
    return {"id": identity_of(query), **fields, "verified_at": query.verified_at.isoformat()}
