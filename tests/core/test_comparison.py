"""What a distribution holds for its users, and what they lose from one release to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from release_tasks.core.distributions.comparison import Comparison, compare
from release_tasks.core.distributions.contents import COMPILED, Contents, contents_of
from release_tasks.core.distributions.predecessor import most_alike
from release_tasks.core.index import IndexFile

METADATA = """\
Metadata-Version: 2.4
Name: Demo
Version: 1.2.0
Requires-Python: >=3.10
Requires-Dist: Typing_Extensions (>=4)
Requires-Dist: rich>=13 ; extra == "Fancy"
Provides-Extra: Fancy
Classifier: Programming Language :: Python :: 3.12
Classifier: Programming Language :: Python :: 3 :: Only
Classifier: Programming Language :: Python :: 3.13

Requires-Dist: not-a-header
"""
MEMBERS = (
    "demo/__init__.py",
    "demo/core.py",
    "demo/_fast.cpython-312-x86_64-linux-gnu.so",
    "demo/_slow.abi3.so",
    "demo/_win.cp312-win_amd64.pyd",
    "demo/py.typed",
    "demo.libs/libssl-1a2b.so.3",
    "demo-1.2.0.data/purelib/alone.py",
    "demo-1.2.0.data/scripts/demo.sh",
    "demo-1.2.0.dist-info/METADATA",
    "demo-1.2.0.dist-info/licenses/LICENSE",
    "demo-1.2.0.dist-info/licenses/vendored/COPYING.txt",
)
ENTRY_POINTS = "[console_scripts]\nDemo = demo:main\n[demo.plugins]\na = demo.core:A [Fancy]\n"
LINUX = "demo-1.2.0-cp312-cp312-manylinux_2_17_x86_64.whl"


def wheel(**changes: Any) -> Contents:
    made = contents_of(LINUX, METADATA, size=1_000_000, members=MEMBERS, entry_points=ENTRY_POINTS)
    return replace(made, **changes)


def an_old(name: str) -> IndexFile:
    return IndexFile(name=name, url="", version="1.0")


def compared(now: Contents, then: Contents | None = None, import_name: str = "demo") -> Comparison:
    return compare(then or wheel(), now, import_name)


def lost(now: Contents, then: Contents | None = None) -> list[tuple[str, str, str]]:
    found = compared(now, then)
    assert not found.broken
    assert all(each.subject == now.file and each.remedy for each in found.lost)
    return [(each.kind, each.expected, each.found) for each in found.lost]


def told(now: Contents) -> list[str]:
    return [each.what for each in compared(now).told]


def without(*names: str) -> Contents:
    files = wheel().files
    assert files is not None
    assert files.issuperset(names)
    return wheel(files=files.difference(names))


def test_what_users_get() -> None:
    seen = wheel()
    assert set(seen.files or ()) == {
        "demo/__init__.py",
        "demo/core.py",
        f"demo/_fast{COMPILED}",
        f"demo/_slow{COMPILED}",
        f"demo/_win{COMPILED}",
        "demo/py.typed",
        "alone.py",
        "scripts: demo.sh",
    }
    assert seen.modules == {"demo", "alone"}
    assert seen.data == {"demo/py.typed", "scripts: demo.sh"}
    assert seen.licences == {"LICENSE", "vendored/COPYING.txt"}
    assert seen.entry_points == {"console_scripts: Demo", "demo.plugins: a"}
    assert seen.requires == {"typing-extensions>=4", 'rich>=13; extra == "fancy"'}
    assert seen.extras == {"fancy"}
    assert (seen.requires_python, seen.pythons) == (">=3.10", frozenset({"3.12", "3.13"}))


def test_a_namespace_package_and_a_single_compiled_module_can_be_imported() -> None:
    seen = contents_of(
        "w", "", members=["spaces/inner/deep.py", "_alone.abi3.so", "data/x.json", "stub/a.pyi"]
    )
    assert seen.modules == {"spaces", "_alone", "stub"}


def test_a_program_has_one_name_on_every_platform() -> None:
    seen = contents_of("w", "", members=["d-1.0.data/scripts/tool.exe", "d-1.0.data/scripts/tool2"])
    assert set(seen.files or ()) == {"scripts: tool", "scripts: tool2"}


def test_broken_texts_say_what_they_can() -> None:
    seen = contents_of("w", "Requires-Dist: ???\n", entry_points="no section")
    assert (seen.requires, seen.entry_points, seen.files) == (frozenset({"???"}), frozenset(), None)


def test_entry_points_that_are_listed_twice_are_read_all_the_same() -> None:
    seen = contents_of("w", "", entry_points="[console_scripts]\na = m:f\nb = m:g\na = m:h\n")
    assert seen.entry_points == {"console_scripts: a", "console_scripts: b"}


def test_the_same_contents_are_nothing_to_tell() -> None:
    assert compared(wheel()) == Comparison(broken=(), lost=(), told=())
    elsewhere = contents_of(
        "demo-1.3.0-cp313-cp313-macosx_11_0_arm64.whl",
        METADATA,
        size=1_000_000,
        members=[each.replace("cpython-312-x86_64-linux-gnu", "cpython-313-darwin") for each in MEMBERS],
        entry_points=ENTRY_POINTS,
    )
    assert compared(elsewhere) == Comparison(broken=(), lost=(), told=()), (
        "platforms name compiled modules alike"
    )


def test_a_wheel_without_the_projects_own_module_is_broken() -> None:
    files = frozenset({"alone.py", "demo/py.typed", f"_fast{COMPILED}"})
    (finding,) = compared(wheel(files=files)).broken
    assert finding.kind == "cannot be imported any more: demo is not in it"
    assert finding.found == "_fast, alone"
    assert not compared(wheel(files=files), import_name="alone").broken


def test_a_wheel_for_one_platform_without_anything_compiled_is_broken() -> None:
    bare = frozenset({"demo/__init__.py", "alone.py"})
    (finding,) = compared(wheel(files=bare)).broken
    assert finding.kind == "holds no compiled module any more"
    assert (
        finding.expected
        == f"demo/_fast (compiled), demo/_slow (compiled), demo/_win (compiled), as in {LINUX}"
    )
    assert not compared(wheel(files=bare, file="demo-1.3.0-py3-none-any.whl")).broken


@pytest.mark.parametrize(
    ("now", "kind", "expected", "found"),
    [
        (without("alone.py"), "top-level modules of the last release are gone", "alone", "demo"),
        (
            without(f"demo/_fast{COMPILED}"),
            "compiled modules of the last release are gone",
            "demo/_fast (compiled)",
            "demo/_slow (compiled), demo/_win (compiled)",
        ),
        (
            without("demo/py.typed"),
            "data files of the last release are gone",
            "demo/py.typed",
            "scripts: demo.sh",
        ),
        (
            wheel(licences=frozenset({"LICENSE"})),
            "licence files of the last release are gone",
            "vendored/COPYING.txt",
            "LICENSE",
        ),
        (
            wheel(entry_points=frozenset({"demo.plugins: a"})),
            "entry points of the last release are gone",
            "console_scripts: Demo",
            "demo.plugins: a",
        ),
        (wheel(extras=frozenset()), "extras of the last release are gone", "fancy", "none"),
        (
            wheel(pythons=frozenset({"3.13"})),
            "classifiers of Pythons of the last release are gone",
            "3.12",
            "none",
        ),
    ],
)
def test_what_is_lost_is_named_with_the_old_and_the_new(
    now: Contents, kind: str, expected: str, found: str
) -> None:
    assert lost(now) == [(kind, f"{expected}, as in {LINUX}", found)]


def test_a_python_that_requires_python_leaves_out_is_told_once() -> None:
    now = wheel(requires_python=">=3.13", pythons=frozenset({"3.13"}))
    assert lost(now) == [("Requires-Python leaves out 3.10, 3.11, 3.12", f">=3.10, as in {LINUX}", ">=3.13")]
    assert told(now) == ["Requires-Python was >=3.10, and is >=3.13"]
    assert lost(wheel(), wheel(requires_python=">=3.8")) == []


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        (1_000_000, 2_000_000, "2.0 times the size of the last release"),
        (1_000_000, 400_000, "0.4 times the size of the last release"),
        (1_000_000, 1_900_000, ""),
        (1_000, 90_000, ""),
        (0, 900_000, ""),
    ],
)
def test_another_size_is_another_wheel(then: int, now: int, kind: str) -> None:
    assert [each for each, *_ in lost(wheel(size=now), wheel(size=then))] == ([kind] if kind else [])


def test_moves_inside_packages_and_new_dependencies_are_told_and_no_loss() -> None:
    files = wheel().files
    assert files is not None
    now = wheel(
        files=files - {"demo/core.py"} | {"demo/heart.py"},
        requires=frozenset({"typing-extensions>=4", "attrs"}),
        entry_points=wheel().entry_points | {"console_scripts: demo2"},
        extras=wheel().extras | {"more"},
    )
    assert lost(now) == []
    assert told(now) == [
        "modules that moved or went: demo/core.py",
        "new files: demo/heart.py",
        "new entry points: console_scripts: demo2",
        "new dependencies: attrs",
        "new extras: more",
        'dependencies that went or changed: rich>=13; extra == "fancy"',
    ]


def test_where_only_metadata_is_known_files_are_not_compared() -> None:
    then = contents_of(LINUX, METADATA, size=1_000_000)
    assert compared(wheel(), then) == Comparison(broken=(), lost=(), told=())
    assert lost(wheel(extras=frozenset()), then) == [
        ("extras of the last release are gone", f"fancy, as in {LINUX}", "none")
    ]


@pytest.mark.parametrize(
    ("built", "listed", "pair"),
    [
        (["cp312-cp312-win_amd64"], ["cp311-cp311-win_amd64", "cp312-cp312-win_amd64"], (0, 1)),
        (
            ["cp313-cp313-manylinux_2_34_x86_64"],
            ["cp313-cp313-win_amd64", "cp312-cp312-manylinux2014_x86_64"],
            (0, 1),
        ),
        (
            ["cp39-abi3-manylinux_2_34_x86_64"],
            ["cp312-cp312-manylinux2014_x86_64", "cp38-abi3-manylinux2014_x86_64"],
            (0, 1),
        ),
        (["py3-none-any"], ["cp312-cp312-win_amd64"], (0, 0)),
        (["cp312-cp312-win_amd64", "py3-none-any"], ["py3-none-any"], (1, 0)),
    ],
)
def test_a_wheel_is_compared_with_the_one_that_is_most_like_it(
    built: list[str], listed: list[str], pair: tuple[int, int]
) -> None:
    mine = [f"d-1.1-{each}.whl" for each in built]
    theirs = [an_old(f"d-1.0-{each}.whl") for each in listed]
    found = most_alike([*mine, "d-1.1.tar.gz"], [*theirs, an_old("d-1.0.tar.gz")])
    assert found == (mine[pair[0]], theirs[pair[1]])


def test_two_sdists_are_not_compared() -> None:
    assert most_alike(["d-1.1.tar.gz"], [an_old("d-1.0.tar.gz")]) is None
    assert most_alike(["d-1.1-py3-none-any.whl"], [an_old("d-1.0.tar.gz")]) is None
