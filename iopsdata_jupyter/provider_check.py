"""Whether a model answers with a key: `python -m iopsdata_jupyter.provider_check`, JSON in and out.

A process of its own, above all layers: the Jupyter server starts it and imports nothing of it, so that
litellm (four seconds of CPU) never stands in the server, and a call that hangs can be ended. The key comes by
standard input: arguments and environments can be read by other processes.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from iopsdata_jupyter.errors import IopsDataError, ModelError, TranslationError

QUESTION = "How many rows are in the table t?"


def check(model: str, *, api_base: str | None, api_key: str | None, timeout_s: float) -> dict[str, Any]:
    """What asking the model one question about an empty table found; a model that declines has answered."""
    from iopsdata_jupyter.catalog.lookup import NoValues
    from iopsdata_jupyter.catalog.models import Catalog, Column, Table
    from iopsdata_jupyter.text_to_sql.llm import ModelTranslator
    from iopsdata_jupyter.text_to_sql.translator import TranslationRequest

    translator = ModelTranslator(model, api_base=api_base, api_key=api_key, timeout_s=timeout_s, retries=0)
    catalog = Catalog("duckdb", (Table("t", (Column("x", "INTEGER"),)),))
    started = time.perf_counter()
    try:
        translator.translate(TranslationRequest(QUESTION, catalog, NoValues()))
    except ModelError as error:
        return {"ok": False, "error": _body(error)}
    except TranslationError:
        pass
    return {"ok": True, "latency_ms": round(1000 * (time.perf_counter() - started), 1)}


def _body(error: IopsDataError) -> dict[str, str | None]:
    return {"title": error.title, "message": error.message, "hint": error.hint}


def main() -> None:
    """Reads the arguments of `check` from standard input and writes what it found as the last line."""
    found = check(**json.load(sys.stdin))
    print(json.dumps(found))  # noqa: T201 - the answer to the process that asked


if __name__ == "__main__":
    main()
