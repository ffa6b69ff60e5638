from __future__ import annotations

import pytest

from release_tasks.core.distributions.backend import backend_variables
from release_tasks.core.distributions.filename import is_of, parse_filename
from release_tasks.core.distributions.members import Member, caches, several, unsafe
from release_tasks.core.distributions.record import parse_record
from release_tasks.core.distributions.strict import parse_strict


def test_wheel_name_is_taken_apart() -> None:
    file = parse_filename("My_Tiny-1.0.0rc1-2x-py2.py3-none-any.whl")
    assert (file.kind, file.name, file.version, file.build) == ("wheel", "my-tiny", "1.0.0rc1", "2x")
    assert {str(tag) for tag in file.tags} == {"py2-none-any", "py3-none-any"}


def test_sdist_name_is_taken_apart() -> None:
    file = parse_filename("my_tiny-1.0.tar.gz")
    assert (file.kind, file.name, file.version, file.stem) == ("sdist", "my-tiny", "1.0", "my_tiny-1.0")


@pytest.mark.parametrize("name", ["x.whl", "x.tar.gz", "tiny-1.0.zip", "tiny-new.tar.gz", "notes.txt"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_filename(name)
    assert not is_of(name, "tiny", "1.0")


def test_name_is_compared_normalized() -> None:
    assert is_of("my_tiny-1.0-py3-none-any.whl", "My.Tiny", "1.0")
    assert not is_of("my_tiny-1.0-py3-none-any.whl", "My.Tiny", "1.1")
    assert not is_of("my_tiny-1.0-py3-none-any.whl", "tiny", "1.0")


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("a/__pycache__/x.cpython-312.pyc", "a/__pycache__"),
        ("a/x.pyc", "a/x.pyc"),
        ("a/.git/HEAD", "a/.git"),
        (".venv/bin/python", ".venv"),
        ("a/node_modules/b/c.js", "a/node_modules"),
        ("a/target/release/libx.so", "a/target/release"),
        ("a/target/CACHEDIR.TAG", "a/target/CACHEDIR.TAG"),
    ],
)
def test_caches_are_found_by_their_top(name: str, left: str) -> None:
    (finding,) = caches("x", [name, name + "2"] if name.endswith("HEAD") else [name])
    assert finding.found == left


@pytest.mark.parametrize(
    "name", ["a/target/__init__.py", "a/gitignore", "a/.gitignore", "a/pyc.py", "target/api.py"]
)
def test_sources_are_no_caches(name: str) -> None:
    assert not list(caches("x", [name]))


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "a\\..\\x", "C:/x"])
def test_names_that_leave_are_unsafe(name: str) -> None:
    assert [each.found for each in unsafe("x", [Member(name=name)])] == [name]


@pytest.mark.parametrize(
    ("link", "leaves"),
    [("../b", False), ("b/../c", False), ("../../b", True), ("/etc/passwd", True), ("../b/../../c", True)],
)
def test_links_may_not_leave(link: str, leaves: bool) -> None:
    assert bool(list(unsafe("x", [Member(name="a/link", link=link)]))) is leaves


def test_dots_in_a_name_are_no_way_out() -> None:
    assert not list(unsafe("x", [Member(name="a/..b/c..d"), Member(name="a/...")]))


def test_many_names_are_counted() -> None:
    assert several("edcba") == "a, b, c and 2 more"
    assert several("ba") == "a, b"


def test_record_reads_quoted_names_and_rows_without_hash() -> None:
    first, second = parse_record('"a,b.py",sha256=AbC_-=,3\n\nRECORD,,\n')
    assert (first.path, first.algorithm, first.digest, first.size) == ("a,b.py", "sha256", "AbC_-", "3")
    assert (second.path, second.algorithm, second.size) == ("RECORD", "", "")


@pytest.mark.parametrize("text", ["a.py\n", "a,b,c,d\n"])
def test_record_with_other_rows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="path,hash,size"):
        parse_record(text)


MATURIN = {"build-system": {"build-backend": "maturin"}}


def test_maturin_is_asked_for_wheels_that_pypi_takes() -> None:
    assert backend_variables(MATURIN, "x", "1.0") == {"MATURIN_PEP517_ARGS": "--compatibility pypi"}
    assert backend_variables({"build-system": {"build-backend": "hatchling.build"}}, "x", "1.0") == {}
    stated = {**MATURIN, "tool": {"maturin": {"compatibility": "manylinux2014"}}}
    assert backend_variables(stated, "x", "1.0") == {}


def test_backend_that_reads_the_tag_is_told_the_version() -> None:
    values = {"project": {"dynamic": ["version"]}}
    assert backend_variables(values, "my.Tiny-x", "1.0") == {
        "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_MY_TINY_X": "1.0",
        "PDM_BUILD_SCM_VERSION": "1.0",
    }
    vcs = {**values, "tool": {"hatch": {"version": {"source": "vcs"}}}}
    assert backend_variables(vcs, "x", "1.0")["SETUPTOOLS_SCM_PRETEND_VERSION"] == "1.0"
    assert backend_variables({"project": {"dynamic": ["readme"]}}, "x", "1.0") == {}


def test_twine_that_broke_is_a_problem_of_its_own() -> None:
    (problem,) = parse_strict("No module named twine\n", 1).problems
    assert (problem.subject, problem.found) == ("twine check --strict", "No module named twine")
    (silent,) = parse_strict("", 3).problems
    assert silent.found == "exit status 3"


def test_twine_that_broke_on_a_file_names_it() -> None:
    output = 'Checking /d/a.whl: PASSED\nChecking /d/b.whl: Traceback (most recent call last):\n  File "x"\nE: bad\n'
    (problem,) = parse_strict(output, 1).problems
    assert (problem.subject, problem.found) == ("b.whl", "E: bad")
