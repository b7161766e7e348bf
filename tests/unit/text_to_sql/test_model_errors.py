"""A provider's failure in words, from nothing but an exception's name, status, text and cause."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.text_to_sql.model_errors import explained, is_transient, wait_s


def raised(name: str, text: str = "", status: int | None = None, cause: Exception | None = None) -> Exception:
    error: Exception = type(name, (Exception,), {"status_code": status})(text)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(raised("APIError", status=401), "refused the API key", id="status says key"),
        pytest.param(raised("APIError", status=413), "more than", id="status says too long"),
        pytest.param(
            raised("BadRequestError", "prompt is too long: 9 > 8", 400), "more than", id="text says too long"
        ),
        pytest.param(raised("RateLimitError", "insufficient_quota", 429), "no credit", id="text says credit"),
        pytest.param(
            raised("InternalServerError", "Connection error.", 500), "not be reached", id="text says network"
        ),
        pytest.param(
            raised("APIError", "x", 500, raised("ConnectError")), "not be reached", id="cause says network"
        ),
        pytest.param(raised("IndexError"), "could not be read", id="unknown"),
    ],
)
def test_the_kind_is_told_by_whatever_there_is(error: Exception, message: str) -> None:
    told = explained(error, "a/model")
    assert message in told.message
    assert told.hint


def test_a_missing_package_is_named_without_its_traceback() -> None:
    text = "litellm.APIConnectionError: Cloud SDK not found. Install it with: pip install x\nTraceback (most"
    told = explained(raised("APIConnectionError", text, 500, ImportError("no module")), "a/model")
    assert told.message.endswith("not installed: Cloud SDK not found. Install it with: pip install x")


def test_what_a_provider_wrote_is_shown_without_keys() -> None:
    text = "litellm.BadRequestError: OpenAIException - bad field near my-own-key and sk-live-51HxyzABCdef0123"
    told = explained(raised("BadRequestError", text, 400), "a/model", secrets=["my-own-key"])
    assert told.message == "The provider of a/model refused the request: bad field near … and …"


@pytest.mark.parametrize(
    ("name", "status", "transient"),
    [
        ("RateLimitError", 429, True),
        ("ServiceUnavailableError", 503, True),
        ("Timeout", 504, True),
        ("Timeout", 408, False),
        ("AuthenticationError", 401, False),
        ("BadRequestError", 400, False),
        ("IndexError", None, False),
    ],
)
def test_only_what_may_pass_is_tried_again(name: str, status: int | None, transient: bool) -> None:
    assert is_transient(raised(name, status=status)) is transient


def test_waits_double_and_a_servers_word_counts_up_to_a_bound() -> None:
    plain, asking = raised("RateLimitError", status=429), raised("RateLimitError", status=429)
    asking.litellm_response_headers = {"retry-after": "3600"}  # type: ignore[attr-defined]
    assert [wait_s(plain, attempt, 0.5) for attempt in range(3)] == [0.5, 1.0, 2.0]
    assert wait_s(asking, 0, 0.5) == 20.0
