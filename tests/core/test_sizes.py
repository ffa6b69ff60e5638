"""Numbers of bytes, in words."""

from __future__ import annotations

import pytest

from release_tasks.core.sizes import amount


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0.0 KiB"),
        (1_536, "1.5 KiB"),
        (2**20 - 1, "1024.0 KiB"),
        (2**20, "1.0 MiB"),
        (2**30, "1024.0 MiB"),
    ],
)
def test_a_size_has_the_unit_that_shows_it(size: int, told: str) -> None:
    assert amount(size) == told
