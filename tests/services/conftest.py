"""Servers for the tests of this folder."""

from tests.services.postgresql import postgresql
from tests.services.supabase_lite import supabase

__all__ = ["postgresql", "supabase"]
