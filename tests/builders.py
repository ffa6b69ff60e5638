"""Facts with good defaults, so that a test states only what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from release_tasks.core.artifacts import Artifacts, BuiltFile, Distribution, Manifest, StrictCheck
from release_tasks.core.coverage.dropped import Dropped
from release_tasks.core.coverage.expected import ExpectedWheels
from release_tasks.core.environments import Interpreter, Interpreters
from release_tasks.core.findings import Finding
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.release import ListedRelease
from release_tasks.core.git import GitState, LastRelease, ReleaseTree, RemoteRefs, Tag, Tags
from release_tasks.core.github import GitHub, Hosting
from release_tasks.core.github.checks import Check, CommitChecks
from release_tasks.core.github.proposal import Proposal
from release_tasks.core.github.pulls import Pull, ReleasePull, Side
from release_tasks.core.github.releasing import Release, ReleasesOfTag
from release_tasks.core.github.verification import OtherSystems
from release_tasks.core.given import Lazy
from release_tasks.core.index import IndexEndpoint, Indexes, IndexFile, IndexFiles, IndexPage, Role
from release_tasks.core.index.contents import CoreMetadataFiles
from release_tasks.core.ledger import Entry, Ledger
from release_tasks.core.news import ChangelogFile
from release_tasks.core.project import Command, Project
from release_tasks.core.provenance import ExpectedPublisher, Provenances
from release_tasks.core.release_tag import ReleaseTag
from release_tasks.core.request import Request
from release_tasks.core.sources import VersionSources
from release_tasks.core.spots import VersionSpot
from release_tasks.core.target import Target
from release_tasks.core.validation import Validation, digest_of

ROOT = Path("/work/demo")
HEAD, TREE = "c0" * 20, "7e" * 20
WHEEL = BuiltFile(name="demo-1.3.0-py3-none-any.whl", sha256="aa" * 32, size=10)
SDIST = BuiltFile(name="demo-1.3.0.tar.gz", sha256="bb" * 32, size=20)
FILES = (WHEEL, SDIST)


def a_request(**changes: Any) -> Request:
    return replace(Request(task="validate", root=ROOT), **changes)


def a_project(**changes: Any) -> Project:
    project = Project(
        root=ROOT,
        repository=ROOT,
        path=ROOT,
        name="demo",
        alias="demo",
        import_name="demo",
        tag="v{version}",
        tag_message="{package} v{version}",
        commit_message="chore(release): {package} {version}",
        tests=(Command(argv=("just", "test")),),
        dist=ROOT / "dist",
        changelog=ROOT / "CHANGELOG.md",
        indexes={"pypi": "pypi", "testpypi": "testpypi"},
    )
    return replace(project, **changes)


def a_target(version: str = "1.3.0", **changes: Any) -> Target:
    return replace(Target(version=version, why="given"), **changes)


def a_spot(text: str = "1.2.0", name: str = "pyproject.toml", **changes: Any) -> VersionSpot:
    spot = VersionSpot(path=ROOT / name, start=0, end=len(text), line=1, text=text, why="[project] version")
    return replace(spot, **changes)


def some_sources(*texts: str) -> VersionSources:
    return VersionSources(spots=tuple(a_spot(text, f"file-{at}") for at, text in enumerate(texts)))


def a_git(**changes: Any) -> GitState:
    git = GitState(repository=ROOT, head=HEAD, head_tree=TREE, branch="main", origin="/srv/demo.git")
    return replace(git, **changes)


def a_tag(name: str = "v1.3.0", commit: str = HEAD, **changes: Any) -> Tag:
    return replace(Tag(name=name, object="0b" * 20, commit=commit, tree=TREE), **changes)


def some_tags(*tags: Tag) -> Tags:
    return Tags(by_name={each.name: each for each in tags})


def a_remote(*tags: Tag, **changes: Any) -> RemoteRefs:
    remote = RemoteRefs(
        url="/srv/demo.git",
        branches={"main": HEAD},
        tags={each.name: each for each in tags},
        default_branch="main",
        contains_head=True,
    )
    return replace(remote, **changes)


def a_tree(**changes: Any) -> ReleaseTree:
    return replace(ReleaseTree(tree=TREE), **changes)


def a_last(version: str | None = "1.2.0", **changes: Any) -> LastRelease:
    last = LastRelease(version=version, tag=a_tag(f"v{version}") if version else None)
    return replace(last, **changes)


def a_distribution(file: BuiltFile = WHEEL, version: str = "1.3.0", **changes: Any) -> Distribution:
    made = Distribution(
        path=ROOT / "dist" / file.name,
        file=file,
        kind="wheel" if file.name.endswith(".whl") else "sdist",
        name="demo",
        version=version,
        metadata_name="demo",
        metadata_version=version,
    )
    return replace(made, **changes)


def some_artifacts(*files: BuiltFile, tree: str = TREE, **changes: Any) -> Artifacts:
    made = Artifacts(
        folder=ROOT / "dist",
        distributions=tuple(a_distribution(each) for each in files),
        manifest=Manifest(name="demo", version="1.3.0", tree=tree, files=files) if files else None,
    )
    return replace(made, **changes)


def a_strict_check(*problems: Finding) -> StrictCheck:
    return StrictCheck(problems=problems)


def some_pythons(*versions: str, missing: tuple[str, ...] = ()) -> Interpreters:
    found = tuple(
        Interpreter(version=each, full=f"{each}.1", executable=Path(f"/py/{each}")) for each in versions
    )
    return Interpreters(found=found, missing=missing, installer="uv")


def an_entry(kind: str, bound_to: str, item: str = "", **data: Any) -> Entry:
    return Entry(
        kind=kind, item=item, bound_to=bound_to, data=data, at="2026-11-21T00:00:00+00:00", who="Ada"
    )


def an_upload(*files: BuiltFile, role: Role = "pypi") -> Entry:
    """What stands in the ledger of files that went up from here."""
    listing = [{"name": each.name, "sha256": each.sha256} for each in files]
    return an_entry("upload", digest_of(files), role=role, files=listing)


def a_ledger(*entries: Entry) -> Ledger:
    return Ledger(entries=entries)


def an_answer(item: str, text: str, bound_to: str = "1.3.0") -> Entry:
    return an_entry("answer", bound_to, item, question="?", text=text)


def tests_passed(tree: str = TREE, *commands: str) -> Entry:
    return an_entry("tests", tree, "validate.tests", commands=list(commands) or ["just test"])


def installs(kind: str, bound_to: str, *pythons: str, passed: bool = True) -> Entry:
    results = [
        {
            "file": WHEEL.name,
            "sha256": WHEEL.sha256,
            "python": each,
            "origin": "/env",
            "command": "",
            "passed": passed,
        }
        for each in pythons
    ]
    files = {each.name: each.sha256 for each in (WHEEL, SDIST)}
    return an_entry(kind, bound_to, results=results, command="", files=files)


def an_endpoint(role: Role = "pypi") -> IndexEndpoint:
    at = f"http://{role}.index.example"
    return IndexEndpoint(role=role, repository=role, upload=f"{at}/", simple=f"{at}/simple/", shown=f"{at}/")


def some_indexes(*, testpypi: bool = True) -> Indexes:
    return Indexes(testpypi=an_endpoint("testpypi") if testpypi else None, pypi=an_endpoint())


def listed(*files: BuiltFile, role: Role = "pypi", **changes: Any) -> IndexFiles:
    made = IndexFiles(
        endpoint=an_endpoint(role),
        project="demo",
        version="1.3.0",
        files=tuple(
            IndexFile(
                name=each.name, url=f"http://index.example/{each.name}", version="1.3.0", sha256=each.sha256
            )
            for each in files
        ),
    )
    return replace(made, **changes)


def a_validation(
    *entries: Entry, files: tuple[BuiltFile, ...] = (WHEEL, SDIST), **changes: Any
) -> Validation:
    """All evidence that the files were validated, and further ledger entries."""
    made = Validation(
        project=a_project(),
        target=a_target(),
        ledger=a_ledger(tests_passed(), installs("smoke", digest_of(files), "3.12"), *entries),
        artifacts=some_artifacts(*files),
        strict=a_strict_check(),
        pythons=some_pythons("3.12"),
    )
    return replace(made, **changes)


def never() -> Any:
    raise AssertionError("nobody should ask for this")


def a_github(**changes: Any) -> GitHub:
    there = GitHub(
        repository="ada/demo", api="https://api.github.example", web="https://github.example", token="t"
    )
    return replace(there, **changes)


def releases(*states: str, tag: str = "v1.3.0") -> ReleasesOfTag:
    made = (
        Release(id=at, tag_name=tag, html_url="https://github.example/r", draft=each == "draft")
        for at, each in enumerate(states)
    )
    return ReleasesOfTag(tag=tag, found=tuple(made))


def commit_checks(*checks: Check, **changes: Any) -> CommitChecks:
    return replace(CommitChecks(commit=HEAD, pushed=True, checks=checks), **changes)


def a_pull(**changes: Any) -> Pull:
    pull = Pull(
        number=7,
        title="chore(release): demo 1.3.0",
        state="open",
        html_url="https://github.example/ada/demo/pull/7",
        head=Side(ref="prepare/v1.3.0", sha=HEAD),
        base=Side(ref="main", sha="ba" * 20),
        mergeable_state="clean",
        author_association="MEMBER",
    )
    return replace(pull, **changes)


def a_release_tag(**changes: Any) -> ReleaseTag:
    """Where the tag of a release stands; without changes it is nowhere."""
    facts: dict[str, Any] = {
        "project": a_project(),
        "target": a_target(),
        "git": a_git(),
        "tags": some_tags(),
        "remote": a_remote(),
        "last": a_last(),
    }
    return ReleaseTag(**(facts | changes))


def a_release_pull(pull: Pull | None = None, **changes: Any) -> ReleasePull:
    return replace(ReleasePull(branch="prepare/v1.3.0", base="main", pull=pull), **changes)


def a_proposal(there: ReleasePull, **changes: Any) -> Proposal:
    """A commit that waits in the work tree, and is validated."""
    marked = {name: changes[name] for name in ("git", "remote") if name in changes}
    made = Proposal(
        request=a_request(task="tag"),
        project=a_project(hosting=Hosting(release_by="pull-request")),
        target=a_target(),
        git=a_git(),
        tree=a_tree(changed=("pyproject.toml",)),
        sources=some_sources("1.3.0"),
        tag=a_release_tag(tags=changes.pop("tags", some_tags()), **marked),
        remote=a_remote(),
        validation=a_validation(),
        github=Lazy(a_github),
        pull=Lazy(lambda: there),
        changelog=Lazy(lambda: ChangelogFile(path=None)),
    )
    return replace(made, **changes)


def an_index_file(file: BuiltFile = WHEEL, **changes: Any) -> IndexFile:
    made = IndexFile(
        name=file.name, url=f"http://index.example/{file.name}", version="1.3.0", sha256=file.sha256
    )
    return replace(made, **changes)


def a_page(*files: BuiltFile | IndexFile, role: Role = "pypi", **changes: Any) -> IndexPage:
    listed = tuple(each if isinstance(each, IndexFile) else an_index_file(each) for each in files)
    made = IndexPage(endpoint=an_endpoint(role), project="demo", files=listed, form="json", api="1.4")
    return replace(made, **changes)


def other_systems(request: Request, **changes: Any) -> OtherSystems:
    """What is known of other systems; without changes nobody may ask."""
    made = OtherSystems(request=request, github=Lazy(never), workflow=Lazy(never), seen=Lazy(never))
    return replace(made, **changes)


def an_index_install(release: ListedRelease, pythons: Interpreters | None = None) -> IndexInstall:
    """A listed release, to be installed; without more on one Python."""
    return IndexInstall(release=release, pythons=Lazy(lambda: pythons or some_pythons("3.12")))


def a_listed_release(page: IndexPage, *entries: Entry, **changes: Any) -> ListedRelease:
    made = ListedRelease(
        request=a_request(task="verify-pypi"),
        project=a_project(),
        target=a_target(),
        page=page,
        artifacts=some_artifacts(*FILES),
        ledger=a_ledger(*entries),
        dropped=Dropped(),
        sources=Lazy(lambda: some_sources("1.3.0")),
        expected=Lazy(ExpectedWheels),
        metadata=Lazy(lambda: CoreMetadataFiles(by_name={})),
        contents=Lazy(never),
        provenances=Lazy(Provenances),
        publisher=Lazy(ExpectedPublisher),
        indexes=some_indexes(testpypi=False),
        tried=Lazy(never),
    )
    return replace(made, **changes)
