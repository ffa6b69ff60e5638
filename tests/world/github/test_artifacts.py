"""Artifacts of the tag's run on the local GitHub: real wheels in real archives, listed, downloaded and opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import builders as b
import pytest
import tag_runs as r
from compiled_wheels import ARCH, NOT_IN_ABI3, compiled_wheel
from github_here import QUICK, Clock, Fault, Watched
from interpreters import program
from tiny_wheel import write_wheel

from release_tasks.core.artifacts import Distribution, Unreadable
from release_tasks.core.errors import ActionError, UnreachableError
from release_tasks.core.events import Event, Events, OutputLine
from release_tasks.core.github.artifacts import Artifact, RunArtifacts
from release_tasks.core.github.ci_files import CiFiles, DownloadArtifacts
from release_tasks.core.github.refusals import GitHubError
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexPage
from release_tasks.core.project import Project
from release_tasks.rehearsal.github.runs import Job, Run
from release_tasks.world.github.artifacts import ci_checks, ci_files, download_artifacts, run_artifacts
from release_tasks.world.github.patience import Limits
from release_tasks.world.github.runs import followed

ZIP = "GET /_storage/artifacts/"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return b.a_project(name="tiny", records=tmp_path / "records", publish="ci")


def archive(**members: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return made.getvalue()


def zipped(*paths: Path) -> bytes:
    return archive(**{each.name: each.read_bytes() for each in paths})


def wheel(folder: Path, tag: str = "py3-none-any") -> Path:
    folder.mkdir(exist_ok=True)
    return write_wheel(folder, tag=tag)


def run_of(github: Watched, *jobs: Job) -> Run:
    return github.hosted.add_run(Run(sha=b.HEAD, branch="v1.0", path=r.FILE, jobs=jobs))


def handing(github: Watched, **artifacts: bytes) -> Run:
    """A run of one job for each artifact."""
    return run_of(github, *(Job(name=each, artifacts={each: content}) for each, content in artifacts.items()))


def listed(github: Watched, run: Run) -> RunArtifacts:
    client = github.client()
    return run_artifacts(client, r.a_tag_run(followed(client, run.id)))


def lying_here(project: Project, there: RunArtifacts) -> CiFiles:
    return ci_files(project, b.a_target("1.0"), there)


def download(
    github: Watched, project: Project, there: RunArtifacts, *wanted: Artifact, limits: Limits = QUICK
) -> list[str]:
    """Download these artifacts, or all; gives what was told."""
    said: list[Event] = []
    action = DownloadArtifacts(
        run=there.run, artifacts=wanted or there.found, folder=lying_here(project, there).folder
    )
    download_artifacts(action, Events(said.append), github.client(limits))
    return [each.text for each in said if isinstance(each, OutputLine)]


def names(files: CiFiles) -> dict[str, list[str]]:
    return {
        one.name: [each.file.name if isinstance(each, Distribution) else each.reason for each in one.files]
        for one in files.unpacked
    }


def test_without_a_run_github_is_not_asked(github: Watched) -> None:
    assert run_artifacts(github.client(), r.a_tag_run()) == RunArtifacts()
    assert github.asked == []


def test_real_files_come_out_of_their_archives(github: Watched, project: Project, tmp_path: Path) -> None:
    built = wheel(tmp_path / "dist")
    run = handing(github, wheels=archive(**{f"dist/{built.name}": built.read_bytes(), "notes.txt": b"hello"}))
    there = listed(github, run)
    assert download(github, project, there) == ["wheels is here, 1 of 1"]
    (found,) = lying_here(project, there).unpacked
    assert (found.name, found.others) == ("wheels", ("notes.txt",))
    (opened,) = found.files
    assert isinstance(opened, Distribution)
    assert opened.path.read_bytes() == built.read_bytes()
    assert (opened.metadata_name, opened.faults) == ("tiny", ())


def test_the_newest_attempt_counts_whatever_the_numbers_say(github: Watched, clock: Clock) -> None:
    early, late = archive(a="1"), archive(a="2")
    first = Job(name="wheels", artifacts={"dist": early, "wheels": early})
    again = Job(name="repair", artifacts={"dist": late}, conclusions=("failure", "success"))
    run = run_of(github, first, again)
    assert [each.name for each in listed(github, run).found] == ["dist", "wheels"]
    clock.now += 60
    run.rerun_failed(clock.now)
    clock.now += 60
    there = listed(github, run)
    assert [each.name for each in there.found] == ["dist", "wheels"]
    assert there.found[0].created_at == "2027-01-15T08:01:00Z"
    assert there.doubled == ()


def test_two_of_one_name_in_one_attempt_are_two(github: Watched) -> None:
    jobs = (Job(name=each, artifacts={"dist": archive(a=each)}) for each in ("one", "two"))
    there = listed(github, run_of(github, *jobs))
    assert (len(there.found), there.doubled) == (2, ("dist",))
    assert not any("attempts" in each for each in github.asked)


def test_a_killed_download_goes_on_where_it_was(github: Watched, project: Project, tmp_path: Path) -> None:
    plain, windows = (wheel(tmp_path / "dist", tag) for tag in ("py3-none-any", "py3-none-win32"))
    there = listed(github, handing(github, a=zipped(plain), b=zipped(windows)))
    github.faults.append(
        Fault(to=f"{ZIP}{there.found[1].id}", status=200, body=b"x" * 900, shown=50, times=9)
    )
    with pytest.raises(UnreachableError, match="broke off"):
        download(github, project, there)
    half = lying_here(project, there)
    assert names(half) == {"a": ["tiny-1.0-py3-none-any.whl"]}
    github.faults.clear()
    (half.folder / ".unfinished-of-a-kill").mkdir()
    github.exchanges.clear()
    download(github, project, there, there.found[1])
    whole = lying_here(project, there)
    assert names(whole) == {"a": ["tiny-1.0-py3-none-any.whl"], "b": ["tiny-1.0-py3-none-win32.whl"]}
    assert sum("/_storage/" in each for each in github.asked) == 1
    assert sorted(each.name for each in whole.folder.iterdir()) == sorted(
        str(each.id) for each in there.found
    )


def test_a_download_that_breaks_off_once_is_made_again(github: Watched, project: Project) -> None:
    there = listed(github, handing(github, a=archive(a="1" * 500)))
    github.faults.append(Fault(to=ZIP, status=200, body=b"x" * 900, shown=50))
    download(github, project, there)
    assert names(lying_here(project, there)) == {"a": []}


def test_a_download_that_takes_too_long_is_given_up(github: Watched, project: Project) -> None:
    there = listed(github, handing(github, a=archive(a="1" * 500)))
    with pytest.raises(UnreachableError, match="the file is not here after 0 s"):
        download(github, project, there, limits=replace(QUICK, file_s=0.0))
    assert lying_here(project, there).unpacked == ()


def test_a_digest_of_another_kind_is_none() -> None:
    assert r.an_artifact("a", digest="md5:abc").sha256 == ""
    assert r.an_artifact("a", digest="sha256:abc").sha256 == "abc"


def test_other_bytes_than_github_states_are_refused(github: Watched, project: Project) -> None:
    there = listed(github, handing(github, a=archive(a="1")))
    github.faults.append(Fault(to=ZIP, status=200, body=archive(a="2")))
    with pytest.raises(ActionError) as raised:
        download(github, project, there)
    assert raised.value.what.startswith("not the bytes that GitHub states")
    assert (raised.value.where, raised.value.expected) == (
        "artifact a",
        f"{there.found[0].size_in_bytes} bytes, sha256 {there.found[0].sha256}",
    )
    assert lying_here(project, there).unpacked == ()


def test_without_a_stated_digest_what_unpacks_is_taken(github: Watched, project: Project) -> None:
    there = listed(github, handing(github, a=archive(a="1")))
    old = replace(there, found=tuple(replace(each, digest=None) for each in there.found))
    download(github, project, old)
    assert names(lying_here(project, there)) == {"a": []}


def test_what_expired_says_so_and_what_helps(github: Watched, project: Project, clock: Clock) -> None:
    run = handing(github, a=archive(a="1"))
    there = listed(github, run)
    clock.now += 91 * 24 * 3600
    assert [each.expired for each in listed(github, run).found] == [True]
    with pytest.raises(ActionError, match="does not keep this artifact any more") as raised:
        download(github, project, there)
    assert "--skip ci-artifacts=REASON" in raised.value.remedy


@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        (401, "Bad credentials", "does not accept the token"),
        (403, "Resource not accessible by personal access token", "does not let the token do this"),
        (404, "Not Found", "hides it from the token"),
    ],
)
def test_what_github_refuses_is_told(github: Watched, status: int, message: str, said: str) -> None:
    run = handing(github, a=archive(a="1"))
    github.faults.append(Fault(to="/artifacts", status=status, message=message))
    with pytest.raises(GitHubError, match=said) as raised:
        listed(github, run)
    assert raised.value.status == status


def test_a_bare_wheel_is_no_archive_of_files(github: Watched, project: Project, tmp_path: Path) -> None:
    built = wheel(tmp_path / "dist")
    sdist = b"\x1f\x8b" + b"no whole sdist"
    there = listed(
        github,
        handing(
            github,
            **{
                built.name: built.read_bytes(),
                "tiny-1.0.tar.gz": sdist,
                "notes": built.read_bytes(),
                "log": b"hello",
            },
        ),
    )
    download(github, project, there)
    found = lying_here(project, there)
    assert names(found)[built.name] == [built.name]
    by_name = {each.name: each for each in found.unpacked}
    assert isinstance(by_name["tiny-1.0.tar.gz"].files[0], Unreadable)
    assert [by_name[each].others for each in ("notes", "log")] == [("notes",), ("log",)]


@pytest.mark.parametrize("unpacked", [("a",), ("a", "b")])
def test_wheels_among_unpacked_ones_are_found(
    unpacked: tuple[str, ...], github: Watched, project: Project, tmp_path: Path
) -> None:
    built = wheel(tmp_path / "dist")
    members: dict[str, bytes | str] = {f"{each}-1.dist-info/WHEEL": "" for each in unpacked}
    members[built.name] = built.read_bytes()
    there = listed(github, handing(github, a=archive(**members)))
    download(github, project, there)
    assert names(lying_here(project, there)) == {"a": [built.name]}


def linked() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        entry = zipfile.ZipInfo("tiny-1.0-py3-none-any.whl")
        entry.external_attr = 0o120777 << 16
        zipped.writestr(entry, "/etc/passwd")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: archive(**{"../../tiny-1.0-py3-none-any.whl": "x"}), "members that lie outside the folder"),
        (lambda: archive(**{"/tiny-1.0-py3-none-any.whl": "x"}), "members that lie outside the folder"),
        (linked, "members that are no files"),
        (lambda: archive(**{"tiny-1.0-py3-none-any.whl": bytes(70 << 20)}), "unpacks to more than 64 MiB"),
        (lambda: archive(**{"tiny-1.0-py3-none-any.whl": "x" * 99})[:60] + archive(a="1")[40:], "cannot be"),
    ],
)
def test_hostile_archives_are_refused_whole(
    content: Callable[[], bytes], why: str, github: Watched, project: Project
) -> None:
    there = listed(github, handing(github, a=content()))
    with pytest.raises(ActionError, match="cannot be unpacked") as raised:
        download(github, project, there)
    assert why in raised.value.what
    assert lying_here(project, there).unpacked == ()
    assert [*lying_here(project, there).folder.iterdir()] == []


def test_what_was_changed_here_does_not_count(github: Watched, project: Project, tmp_path: Path) -> None:
    built = wheel(tmp_path / "dist")
    there = listed(github, handing(github, a=zipped(built)))
    download(github, project, there)
    (found,) = lying_here(project, there).unpacked[0].files
    assert isinstance(found, Distribution)
    with found.path.open("ab") as changed:
        changed.write(b"\0")
    assert lying_here(project, there).unpacked == ()
    download(github, project, there)
    assert len(lying_here(project, there).unpacked) == 1


def test_files_of_other_versions_make_room(github: Watched, project: Project) -> None:
    there = listed(github, handing(github, a=archive(a="1")))
    folder = lying_here(project, there).folder
    (folder.parent / "0.9" / "1").mkdir(parents=True)
    download(github, project, there)
    assert [each.name for each in folder.parent.iterdir()] == ["1.0"]


def test_tools_look_into_compiled_wheels_of_ci(github: Watched, project: Project, tmp_path: Path) -> None:
    program("abi3audit")
    built = compiled_wheel(tmp_path, f"cp311-abi3-linux_{ARCH}", NOT_IN_ABI3)
    there = listed(github, handing(github, wheels=zipped(built)))
    download(github, project, there)
    nothing: Lazy[IndexPage] = Lazy(b.never)
    request = b.a_request(offline=True)
    seen = ci_checks(request, project, b.a_target("1.0"), lying_here(project, there), nothing)
    assert f"{built.name}: _fast.abi3.so" in [each.subject for each in seen.audit.problems]
    assert any("description" in each.found for each in seen.strict.problems)
    assert seen.before.unknown == "offline: no index was asked"
