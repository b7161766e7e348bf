"""Secrets are taken out of URLs, in whatever form they stand there."""

from __future__ import annotations

import pytest

from iopsdata_jupyter.connections.secret import Secret
from iopsdata_jupyter.connections.urls import parse_target
from iopsdata_jupyter.errors import ConnectionFailed


@pytest.mark.parametrize(
    ("text", "target", "password"),
    [
        ("postgresql://bob@db.example/shop", "postgresql://bob@db.example/shop", None),
        ("postgresql://bob:open@db.example:5433/shop", "postgresql://bob@db.example:5433/shop", "open"),
        ("postgres://bob:a%40b%2Fc@h/shop", "postgresql://bob@h/shop", "a@b/c"),
        ("postgresql+psycopg://bob:p%25c@h/shop", "postgresql://bob@h/shop", "p%c"),
        ("postgresql://bob:a@b@h/shop", "postgresql://bob@h/shop", "a@b"),
        ("postgresql://bob:a/b?c#d@h/shop", "postgresql://bob@h/shop", "a/b?c#d"),
        ("postgresql://bob:a+b@h/shop", "postgresql://bob@h/shop", "a+b"),
        ("postgresql://bob@h/shop?password=s%23t&a=b", "postgresql://bob@h/shop?a=b", "s#t"),
        ("postgresql://h/shop?user=bob&PASSWORD=x", "postgresql://h/shop?user=bob", "x"),
        ("postgresql:///shop?service=prod", "postgresql:///shop?service=prod", None),
        ("postgresql://h1:1,h2:2/shop", "postgresql://h1:1,h2:2/shop", None),
        ("postgresql://[::1]:5432/shop", "postgresql://[::1]:5432/shop", None),
        ("postgresql://bob%40corp@h/my%20shop", "postgresql://bob%40corp@h/my%20shop", None),
        ("postgresql://h:5432/shop?user=me@corp", "postgresql://h:5432/shop?user=me@corp", None),
        ("postgresql://bob:x-y@h/shop?user=me@c", "postgresql://bob@h/shop?user=me@c", "x-y"),
        ("redshift://bob:x@h:5439/dev", "redshift://bob@h:5439/dev", "x"),
    ],
)  # fmt: skip
def test_the_password_leaves_the_url(text: str, target: str, password: str | None) -> None:
    config = parse_target(text)
    assert config.driver == "postgresql"
    assert config.target == target
    assert (config.password.reveal() if config.password else None) == password
    assert password is None or len(password) < 3 or password not in repr(config)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("postgresql://h/My Shop", "my_shop"),
        ("postgresql://db.example.org", "db_example_org"),
        ("postgresql://127.0.0.1:5432", "db_127_0_0_1"),
        ("postgresql://", "postgresql"),
    ],
)
def test_a_server_gets_a_name(text: str, name: str) -> None:
    assert parse_target(text).name == name


def test_secrets_in_connect_args_are_hidden() -> None:
    config = parse_target("postgresql://h/shop", connect_args={"password": "S3cr3t", "connect_timeout": 3})
    assert config.password == Secret("S3cr3t")
    assert dict(config.options) == {"connect_timeout": 3}


def test_other_secrets_are_kept_apart_from_the_url() -> None:
    config = parse_target("postgresql://h/shop?sslpassword=S3cr3t&sslkey=a.pem")
    assert config.target == "postgresql://h/shop?sslkey=a.pem"
    assert config.options["sslpassword"] == Secret("S3cr3t")
    assert "S3cr3t" not in repr(config.options)


def test_a_url_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(ConnectionFailed) as caught:
        parse_target("postgresql://bob/S3cr3t@x@y/z@")
    assert "S3cr3t" not in str(caught.value)
