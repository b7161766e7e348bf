"""A client session that ends when it is told to, and at no other time.

`SparkSession.stop` and `SparkSession.__del__` of the client (pyspark 4.1) wait, under a lock of the whole
process, for every acknowledgement that any session still sends. `__del__` runs wherever the garbage collector
does, also inside such an acknowledgement: then every session of the process waits for ever.
"""

from __future__ import annotations

import threading
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql.connect.client import DefaultChannelBuilder
from pyspark.sql.connect.session import SparkSession

from iopsdata_jupyter.connections.drivers.spark.failures import SPARK_ERRORS

FAREWELL_S = 2.0
"""Seconds that a server has to take note that a session ends."""


class _Channel(DefaultChannelBuilder):
    """Keeps the channel, the only thing that has to be closed."""

    opened: Any = None

    def toChannel(self) -> Any:  # noqa: N802 - the client's name
        self.opened = super().toChannel()
        return self.opened


class NativeSession(SparkSession):
    """A session beside the user's own: it is never the process's default or active one."""

    def __init__(self, url: str) -> None:
        self._transport = _Channel(url)
        super().__init__(connection=self._transport)

    def end(self) -> None:
        """Lets the server forget the session, and closes the channel with all that is under way on it."""
        farewell = threading.Thread(target=self._release, name="iopsdata-spark-end", daemon=True)
        farewell.start()
        farewell.join(FAREWELL_S)
        self._transport.opened.close()

    def _release(self) -> None:
        try:
            self.client.release_session()
        except (*SPARK_ERRORS, PySparkException, ValueError):
            # The server is gone, or the channel was closed meanwhile: there is nothing to release.
            return

    def __del__(self) -> None:
        """Nothing: see above. A channel that nobody closed ends with its own last reference."""
