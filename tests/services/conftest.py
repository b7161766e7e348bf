"""Servers for the tests of this folder."""

from tests.services.mariadb import mariadb
from tests.services.postgresql import postgresql
from tests.services.spark import spark_connect
from tests.services.supabase_lite import supabase

__all__ = ["mariadb", "postgresql", "spark_connect", "supabase"]
