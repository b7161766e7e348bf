"""Servers for the tests of this folder."""

from tests.services.postgresql import postgresql

__all__ = ["postgresql"]
