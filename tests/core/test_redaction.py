"""What is hidden, and what has to stay readable."""

from __future__ import annotations

import pytest

from release_tasks.core.redaction import redacted, redacted_value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ada:s3cret@git.example/x.git", "https://git.example/x.git"),
        ("see 'HTTPS://s3cret@git.example:8443/x' there", "see 'HTTPS://git.example:8443/x' there"),
        ("ssh://git:s3cret@git.example/x.git", "ssh://git@git.example/x.git"),
        ("ssh://git@git.example/x.git", "ssh://git@git.example/x.git"),
        ("git@git.example:x.git", "git@git.example:x.git"),
        ("https://git.example/a@b?c=d@e", "https://git.example/a@b?c=d@e"),
        ("pypi-AgEIcHlwaS5vcmcCJGFiY2RlZg", "***"),
        ("ghp_0123456789abcdefABCD or glpat-0123456789abcdefABCD", "*** or ***"),
        ("pip install pypi-simple 7e7e7e7e7e7e7e7e7e7e", "pip install pypi-simple 7e7e7e7e7e7e7e7e7e7e"),
    ],
)
def test_credentials_go_and_addresses_stay(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_values_are_looked_through() -> None:
    value = {"a": ["https://x:y@h/", 1, None, {"b": ("https://x@h/",)}]}
    assert redacted_value(value) == {"a": ["https://h/", 1, None, {"b": ["https://h/"]}]}
