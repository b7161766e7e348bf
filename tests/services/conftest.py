"""Servers for the tests of this folder."""

from tests.services.mariadb import mariadb
from tests.services.postgresql import postgresql
from tests.services.spark import spark_connect

__all__ = ["mariadb", "postgresql", "spark_connect"]
