from __future__ import annotations

import gzip
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from broken_archives import INFO, SDIST, rewrite, write_sdist
from builders import a_project, a_request
from tiny_wheel import MODULE, write_wheel

from release_tasks.core.artifacts import Artifacts, Distribution, Manifest, Unreadable
from release_tasks.core.errors import UsageError
from release_tasks.world.builds import archives, bounds
from release_tasks.world.builds.archives import open_distribution
from release_tasks.world.builds.artifacts import artifacts, strict_check

WHEEL = "Wheel-Version: 1.0\nGenerator: tiny\nRoot-Is-Purelib: true\n"
PACKAGE = "tiny-1.0"


def look(root: Path, dist: Path | None = None) -> Artifacts:
    project = a_project(root=root, repository=root, path=root, name="tiny", dist=root / "dist")
    return artifacts(project, a_request(root=root, dist=dist))


def opened(path: Path) -> Distribution:
    seen = open_distribution(path)
    assert isinstance(seen, Distribution), seen
    return seen


def faults(path: Path) -> list[tuple[str, str]]:
    return [(fault.kind, fault.found) for fault in opened(path).faults]


def reason(path: Path) -> str:
    seen = open_distribution(path)
    assert isinstance(seen, Unreadable)
    return seen.reason


def test_sound_wheel_and_sdist_have_no_faults(tmp_path: Path) -> None:
    wheel, sdist = opened(write_wheel(tmp_path)), opened(write_sdist(tmp_path))
    assert (wheel.kind, wheel.name, wheel.version, wheel.metadata_name) == ("wheel", "tiny", "1.0", "tiny")
    assert (sdist.kind, sdist.metadata_version, sdist.requires_python) == ("sdist", "1.0", ">=3.9")
    assert wheel.faults == sdist.faults == ()
    assert wheel.file.size == wheel.path.stat().st_size


@pytest.mark.parametrize(
    ("changes", "kind", "found"),
    [
        ({"tiny/extra.py": ""}, "files that RECORD does not list", "tiny/extra.py"),
        ({"tiny/__main__.py": None}, "RECORD lists files that are not there", "tiny/__main__.py"),
        (
            {"tiny/__init__.py": "ANSWER = 43\n"},
            "RECORD gives other hashes than the files have",
            "tiny/__init__.py",
        ),
    ],
)
def test_record_that_lies_is_a_fault(
    tmp_path: Path, changes: dict[str, str | None], kind: str, found: str
) -> None:
    assert faults(rewrite(write_wheel(tmp_path), changes)) == [(kind, found)]


@pytest.mark.parametrize(
    ("now", "then", "kind"),
    [
        (",12\n", ",13\n", "RECORD gives other sizes than the files have"),
        ("tiny/__init__.py,sha256=", "tiny/__init__.py,md5=", "RECORD gives no hash of sha256 or better"),
    ],
)
def test_record_rows_are_held_to_the_specification(tmp_path: Path, now: str, then: str, kind: str) -> None:
    wheel = write_wheel(tmp_path)
    with ZipFile(wheel) as archive:
        record = archive.read(f"{INFO}/RECORD").decode()
    assert now in record
    broken = rewrite(wheel, {f"{INFO}/RECORD": record.replace(now, then)})
    assert faults(broken) == [(kind, "tiny/__init__.py")]


def test_signatures_need_no_row_in_record(tmp_path: Path) -> None:
    assert (
        faults(rewrite(write_wheel(tmp_path), {f"{INFO}/RECORD.jws": "{}", f"{INFO}/RECORD.p7s": ""})) == []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tag: py2-none-any\nTag: py3-none-any\n", "py2-none-any, py3-none-any"),
        ("", "no Tag"),
        ("Tag: py3\n", "py3"),
    ],
)
def test_wheel_tags_are_those_of_the_name(tmp_path: Path, text: str, found: str) -> None:
    wheel = rewrite(write_wheel(tmp_path), {f"{INFO}/WHEEL": WHEEL + text}, record=True)
    assert faults(wheel) == [("WHEEL states other tags than the file name", found)]


def test_compressed_tag_set_equals_its_expansion(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, tag="py2.py3-none-any")
    expanded = f"{WHEEL}Tag: py2-none-any\nTag: py3-none-any\n"
    assert faults(rewrite(wheel, {f"{INFO}/WHEEL": expanded}, record=True)) == []


def test_build_number_is_that_of_the_name(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    renamed = wheel.rename(tmp_path / "tiny-1.0-7-py3-none-any.whl")
    assert faults(renamed) == [("WHEEL states another build number than the file name", "no build number")]


def test_linux_platform_is_refused_by_pypi(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, tag="cp312-cp312-linux_x86_64")
    assert faults(wheel) == [("a platform tag that PyPI refuses", "linux_x86_64")]
    assert faults(write_wheel(tmp_path, tag="cp312-cp312-manylinux_2_17_x86_64")) == []
    assert faults(write_wheel(tmp_path, tag="py3-none-linux_armv6l")) == []


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil", "a/../../evil"])
def test_member_that_would_leave_is_a_fault(tmp_path: Path, name: str) -> None:
    wheel = write_wheel(tmp_path, files={**MODULE, name: ""})
    assert ("members that lie outside the folder it is unpacked into", name) in faults(wheel)


def test_caches_in_a_wheel_are_a_fault(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, files={**MODULE, "tiny/__pycache__/x.pyc": "", "tiny/.git/HEAD": ""})
    assert faults(wheel) == [("holds what tools leave behind", "tiny/.git, tiny/__pycache__")]


def test_member_of_the_same_name_is_a_fault(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(wheel, "a") as archive:
        archive.writestr("tiny/__main__.py", MODULE["tiny/__main__.py"])
    assert faults(wheel) == [("members of the same name", "tiny/__main__.py")]


@pytest.mark.parametrize("missing", ["METADATA", "WHEEL", "RECORD"])
def test_wheel_without_its_own_files_is_unreadable(tmp_path: Path, missing: str) -> None:
    wheel = rewrite(write_wheel(tmp_path), {f"{INFO}/{missing}": None})
    assert reason(wheel) == f"{INFO}/{missing} is missing"


def test_dist_info_of_another_distribution_is_unreadable(tmp_path: Path) -> None:
    other = write_wheel(tmp_path, version="2.0").rename(tmp_path / "tiny-1.0-py3-none-any.whl")
    assert "another distribution: tiny-2.0.dist-info" in reason(other)


def test_two_dist_info_folders_are_unreadable(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, files={**MODULE, "other-1.0.dist-info/METADATA": ""})
    assert "expected one .dist-info folder" in reason(wheel)


def test_truncated_and_damaged_archives_are_unreadable(tmp_path: Path) -> None:
    wheel, sdist = write_wheel(tmp_path), write_sdist(tmp_path)
    content = wheel.read_bytes()
    wheel.write_bytes(content.replace(b"ANSWER = 42", b"ANSWER = 41"))
    assert "CRC" in reason(wheel)
    wheel.write_bytes(content[:-40])
    assert "zip" in reason(wheel)
    sdist.write_bytes(sdist.read_bytes()[:-6])
    assert reason(sdist)
    sdist.write_bytes(b"")
    assert reason(sdist)


def test_zip_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "UNPACKED_FREE", 1 << 20)
    wheel = write_wheel(tmp_path)
    with ZipFile(wheel, "a", ZIP_DEFLATED) as archive:
        archive.writestr("tiny/zeros", bytes(8 << 20))
    assert "unpacks to more than" in reason(wheel)


def test_tar_bomb_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "UNPACKED_FREE", 1 << 20)
    assert "unpacks to more than" in reason(
        write_sdist(tmp_path, {**SDIST, f"{PACKAGE}/zeros": "\0" * (8 << 20)})
    )


def test_bomb_behind_the_end_of_the_archive_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "UNPACKED_FREE", 1 << 20)
    sdist = write_sdist(tmp_path)
    sdist.write_bytes(gzip.compress(gzip.decompress(sdist.read_bytes()) + bytes(8 << 20)))
    assert "unpacks to more than" in reason(sdist)


def test_a_list_of_members_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "LIST_LIMIT", 100)
    assert "list of members" in reason(write_wheel(tmp_path))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert "more than 2 members" in reason(write_sdist(tmp_path))


def test_a_pax_header_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "NAME_LIMIT", 50_000)
    long = write_sdist(tmp_path, {**SDIST, f"{PACKAGE}/{'x' * 60_000}": ""})
    assert "the name or header of a member" in reason(long)


def test_huge_metadata_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TEXT_LIMIT", 40)
    assert "METADATA is larger" in reason(write_wheel(tmp_path))
    assert "PKG-INFO is larger" in reason(write_sdist(tmp_path))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({f"{PACKAGE}/dist/tiny-0.9-py3-none-any.whl": ""}, "holds built distributions"),
        ({f"{PACKAGE}/dist/tiny-0.9.tar.gz": ""}, "holds built distributions"),
        ({f"{PACKAGE}/.mypy_cache/x.json": ""}, "holds what tools leave behind"),
        ({f"{PACKAGE}/target/release/libtiny.so": ""}, "holds what tools leave behind"),
        ({"other/file": ""}, "not one folder that is named like the file"),
        ({"loose": ""}, "not one folder that is named like the file"),
        ({f"{PACKAGE}/../../evil": ""}, "members that lie outside the folder it is unpacked into"),
    ],
)
def test_what_does_not_belong_into_an_sdist(tmp_path: Path, members: dict[str, str], expected: str) -> None:
    assert [kind for kind, _ in faults(write_sdist(tmp_path, {**SDIST, **members}))] == [expected]


def test_archives_as_test_data_belong_to_the_sources(tmp_path: Path) -> None:
    assert faults(write_sdist(tmp_path, {**SDIST, f"{PACKAGE}/tests/other-1.0.tar.gz": ""})) == []


@pytest.mark.parametrize("missing", ["PKG-INFO", "pyproject.toml"])
def test_sdist_that_lacks_a_file(tmp_path: Path, missing: str) -> None:
    members = {name: text for name, text in SDIST.items() if not name.endswith(missing)}
    assert [kind for kind, _ in faults(write_sdist(tmp_path, members))] == [f"{missing} is missing"]


def test_sdist_of_setup_py_needs_no_pyproject(tmp_path: Path) -> None:
    members = {name: text for name, text in SDIST.items() if not name.endswith("pyproject.toml")}
    assert faults(write_sdist(tmp_path, {**members, f"{PACKAGE}/setup.py": ""})) == []


def test_links_and_pipes_in_an_sdist(tmp_path: Path) -> None:
    inside = write_sdist(tmp_path, links={f"{PACKAGE}/a": "pyproject.toml", f"{PACKAGE}/tiny/b": "../README"})
    assert faults(inside) == []
    outside = write_sdist(tmp_path, links={f"{PACKAGE}/a": "../../etc/passwd"}, pipes=(f"{PACKAGE}/pipe",))
    assert faults(outside) == [
        ("members that lie outside the folder it is unpacked into", f"{PACKAGE}/a -> ../../etc/passwd"),
        ("members that are no files", f"{PACKAGE}/pipe"),
    ]


def test_every_file_in_dist_is_opened(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    write_wheel(dist)
    write_sdist(dist)
    (dist / "notes.txt").write_text("x")
    for unseen in (".gitignore", "tiny-1.0.tar.gz.asc", "tiny-1.0.tar.gz.publish.attestation"):
        (dist / unseen).write_text("*")
    (dist / "folder").mkdir()
    seen = look(tmp_path)
    assert [each.file.name for each in seen.distributions] == ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]
    (unreadable,) = seen.unreadable
    assert (unreadable.path.name, unreadable.reason) == (
        "notes.txt",
        "neither a wheel (.whl) nor an sdist (.tar.gz)",
    )


def test_no_dist_is_no_artifacts(tmp_path: Path) -> None:
    assert look(tmp_path) == Artifacts(folder=tmp_path / "dist", distributions=())


def test_dist_that_was_asked_for_is_taken_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write_wheel(tmp_path / "other")
    (tmp_path / "dist-manifest.json").write_text("{")
    seen = look(tmp_path, Path("other"))
    assert seen.folder == tmp_path / "other"
    assert len(seen.distributions) == 1
    assert seen.manifest is None
    assert seen.unreadable == ()


def test_dist_that_was_asked_for_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder") as raised:
        look(tmp_path, Path("nowhere"))
    assert raised.value.where == "--dist nowhere"


def test_manifest_is_read_and_a_broken_one_told(tmp_path: Path) -> None:
    manifest = tmp_path / "dist-manifest.json"
    manifest.write_text(json.dumps({"name": "tiny", "version": "1.0", "tree": "t", "files": []}))
    assert look(tmp_path).manifest == Manifest(name="tiny", version="1.0", tree="t", files=())
    manifest.write_bytes(b"\xff{")
    seen = look(tmp_path)
    assert seen.manifest is None
    assert [each.path for each in seen.unreadable] == [manifest]


def test_strict_check_tells_what_twine_tells(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    metadata = "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\nDescription-Content-Type: text/x-rst\n\n"
    rewrite(write_wheel(dist), {f"{INFO}/METADATA": f"{metadata}Title\n=\n\n`broken\n"}, record=True)
    sound = {**SDIST, f"{PACKAGE}/PKG-INFO": f"{metadata}Title\n=====\n\nText.\n"}
    write_sdist(dist, sound)
    (problem,) = strict_check(look(tmp_path)).problems
    assert problem.subject == "tiny-1.0-py3-none-any.whl"
    assert "syntax errors in markup" in problem.found
    write_wheel(dist)
    (problem,) = strict_check(look(tmp_path)).problems
    assert "`long_description` missing." in problem.found


def test_strict_check_of_nothing_passes(tmp_path: Path) -> None:
    assert strict_check(look(tmp_path)).problems == ()
