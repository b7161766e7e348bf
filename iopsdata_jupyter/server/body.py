"""A request's JSON, held to the form that `openapi.yaml` gives it: what is documented is what is accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iopsdata_jupyter.errors import UsageError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

OPENAPI = Path(__file__).with_name("openapi.yaml")


def parse_body(text: bytes, schema: str) -> dict[str, Any]:
    """The JSON of `text`, as `components/schemas/{schema}` describes it.

    Raises:
        UsageError: it is no JSON, has characters that nothing keeps, or has another form. No value of it is
            repeated in the message: it may be a secret.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        bad = any(not _is_kept(found) for found in _texts(value))
    except (ValueError, RecursionError):
        raise UsageError("The request's body is not valid JSON.") from None
    if bad:
        raise UsageError("The request's body has a NUL or half of a character in it.")
    fault = next(_validator(schema).iter_errors(value), None)
    if fault is not None:
        raise UsageError(_explained(fault))
    found: dict[str, Any] = value
    return found


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The description of every route."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with OPENAPI.open("rb") as file:
        document: dict[str, Any] = yaml.load(file, Loader=loader)  # noqa: S506 - both loaders are safe ones
    return document


@lru_cache
def _validator(schema: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{schema}", "components": openapi()["components"]}
    )


def _explained(fault: ValidationError) -> str:
    place = ".".join(str(step) for step in fault.absolute_path) or "The request's body"
    match fault.validator:
        case "required":
            missing = [name for name in fault.validator_value if name not in fault.instance]
            return f"{place} lacks {' and '.join(missing)}."
        case "additionalProperties":
            known = fault.schema.get("properties", {})
            return f"{place} has more than it may have: {', '.join(known)}."
        case "enum" | "const" | "type" | "pattern":
            return f"{place} must be of {fault.validator} {json.dumps(fault.validator_value)}."
        case rule:
            return f"{place} does not keep to {rule} {json.dumps(fault.validator_value)[:200]}."


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _texts(value: Any) -> Iterator[str]:
    """Every text of a JSON value, the names of its members among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _is_kept(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
