"""What logs of real uploads show: as twine, uv, poetry, hatch and maturin printed them to no terminal."""

from __future__ import annotations

import time

import pytest

from release_tasks.core.github.publishing_log import JobLog, PublishingLog, read_log

BAR = "\x1b[?25l\r\x1b[2K\x1b[35m  0%\x1b[0m \x1b[90m━━━━\x1b[0m 0.0/2.3 kB\r\x1b[2K\x1b[35m100%\x1b[0m ━━━━ 2.3/2.3 kB • ?\n\x1b[?25h"
LONG = "codetracer_python_recorder-1.4.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
TWINE = f"""\
Uploading distributions to https://index.example/legacy/
Uploading tiny-1.0.tar.gz
{BAR}Uploading
codetracer_python_recorder-1.4.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014
_x86_64.whl
{BAR}"""
TWINE_SKIPS = """\
Uploading distributions to https://index.example/legacy/
\x1b[33mWARNING \x1b[0m Skipping
         codetracer_python_recorder-1.4.0-cp312-cp312-manylinux_2_17_x86_64.many
         linux2014_x86_64.whl because it appears to already exist
Uploading tiny-1.0.tar.gz
"""
UV = """\
Publishing 2 files to https://index.example/legacy/
Hashing tiny-1.0-py3-none-any.whl (1.1KiB)
Uploading tiny-1.0-py3-none-any.whl (1.1KiB)
File tiny-1.0.tar.gz already exists, skipping
"""
POETRY = """\
Publishing tiny (1.0) to pypi
 - Uploading tiny-1.0-py3-none-any.whl 0%\r - Uploading tiny-1.0-py3-none-any.whl 100%
 - Uploading tiny-1.0.tar.gz 100%\r - Uploading tiny-1.0.tar.gz File exists. Skipping
"""
HATCH = "dist/tiny-1.0-py3-none-any.whl ... success\ndist/tiny-1.0.tar.gz ... already exists\n"
MATURIN = """\
🚀 Uploading 2 packages
⚠️ Note: Skipping "tiny-1.0.tar.gz" because it appears to already exist
✨ Packages uploaded successfully
"""
FLIT = "Uploading dist/tiny-1.0-py3-none-any.whl...                                       I-flit.upload\n"


def as_github_keeps(text: str) -> str:
    """Each line with its time, among what the runner says itself."""
    lines = [
        "##[group]Run pypa/gh-action-pypi-publish@release/v1",
        "with:",
        "##[endgroup]",
        *text.split("\n"),
    ]
    return "\ufeff" + "".join(f"2026-01-01T00:00:00.1234567Z {each}\r\n" for each in lines)


@pytest.mark.parametrize(
    ("text", "sent", "was_there"),
    [
        (TWINE, ("tiny-1.0.tar.gz", LONG), ()),
        (TWINE_SKIPS, ("tiny-1.0.tar.gz",), (LONG,)),
        (UV, ("tiny-1.0-py3-none-any.whl",), ("tiny-1.0.tar.gz",)),
        (POETRY, ("tiny-1.0-py3-none-any.whl",), ("tiny-1.0.tar.gz",)),
        (HATCH, ("tiny-1.0-py3-none-any.whl",), ("tiny-1.0.tar.gz",)),
        (MATURIN, (), ("tiny-1.0.tar.gz",)),
        (FLIT, ("tiny-1.0-py3-none-any.whl",), ()),
        ("", (), ()),
    ],
)
def test_what_was_sent_and_what_was_there(
    text: str, sent: tuple[str, ...], was_there: tuple[str, ...]
) -> None:
    for shown in (text, as_github_keeps(text)):
        assert read_log("publish", shown) == JobLog(job="publish", sent=sent, was_there=was_there)


def test_uploads_to_a_test_index_by_the_same_job_do_not_count() -> None:
    there = TWINE.replace("index.example", "test.pypi.index.example")
    assert read_log("publish", as_github_keeps(there)).sent == ()
    folded = there.replace("distributions to https", "distributions to \nhttps")
    assert read_log("publish", folded).sent == ()
    both = read_log("publish", as_github_keeps(there + TWINE_SKIPS))
    assert (both.sent, both.was_there) == (("tiny-1.0.tar.gz",), (LONG,))


def test_an_error_is_kept_in_its_own_words() -> None:
    text = TWINE + "\x1b[31mERROR   \x1b[0m HTTPError: 403 Forbidden from https://index.example/legacy/\n"
    assert read_log("publish", text).errors == (
        "HTTPError: 403 Forbidden from https://index.example/legacy/",
    )


def test_a_file_that_one_job_sent_was_not_there() -> None:
    log = PublishingLog(jobs=(read_log("a", UV), read_log("b", "Uploading tiny-1.0.tar.gz")))
    assert log.sent == {"tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"}
    assert log.was_there == frozenset()


def test_a_log_of_any_length_is_read_in_its_time() -> None:
    began = time.monotonic()
    for hostile in ("Uploading" * 20_000, "a" * 200_000, "Uploading" + "a/" * 50_000, "/a.whl" * 20_000):
        assert read_log("publish", hostile).was_there == ()
    assert time.monotonic() - began < 5
