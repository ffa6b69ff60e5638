"""The release workflow as it stands in a tree, and what protects it on the local GitHub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders as b
import pytest
from github_here import Fault, local_github
from repositories import a_repository

from release_tasks.core.git import Tag, Tags
from release_tasks.core.github import Hosting
from release_tasks.core.github.environments import DeploymentEnvironment, RefPattern, ReleaseEnvironments
from release_tasks.core.github.workflow import ReleaseWorkflow, WorkflowJob
from release_tasks.core.work_tree import WorkTree
from release_tasks.rehearsal.github.state import Environment, Hosted
from release_tasks.world.git.past import history
from release_tasks.world.github.environments import release_environments
from release_tasks.world.github.workflow import release_workflow

RELEASE = """\
on:
  push:
    tags: ["v*"]
permissions: {}
jobs:
  wheels:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
    runs-on: ${{ matrix.os }}
    steps:
      - uses: actions/checkout@0c366fd6a839edf440554fa01a7085ccba70ac98 # v6
      - uses: actions/upload-artifact@v7
        with:
          name: wheels-${{ matrix.os }}
  publish:
    needs: wheels
    runs-on: ubuntu-latest
    environment: { name: pypi, url: "https://index.example" }
    permissions:
      id-token: write
    steps:
      - uses: actions/download-artifact@v8
        with: { pattern: wheels-*, path: dist, merge-multiple: true }
      - uses: pypa/gh-action-pypi-publish@release/v1
"""


def tree(folder: Path, stated: str = "", **files: str) -> ReleaseWorkflow:
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (workflows / f"{name}.yml").write_text(text, encoding="utf-8")
    project = b.a_project(root=folder, repository=folder, hosting=Hosting(workflow=stated))
    past = history(WorkTree(repository=folder, manifests=()))
    return release_workflow(project, b.a_target(), Tags(by_name={}), past)


def job(workflow: ReleaseWorkflow, name: str) -> WorkflowJob:
    return next(each for each in workflow.jobs if each.name == name)


def test_a_plain_release_workflow(tmp_path: Path) -> None:
    found = tree(tmp_path, release=RELEASE, ci="on: push\njobs: {test: {steps: [{run: pytest}]}}\n")
    assert (found.file, found.fires, found.events) == (".github/workflows/release.yml", True, ("push",))
    wheels, publish = found.jobs
    assert (wheels.matrix, wheels.uploads, wheels.id_token) == (True, False, False)
    assert (publish.uploads, publish.id_token, publish.environment) == (True, True, "pypi")
    (given,), (read,) = wheels.artifacts, publish.artifacts
    assert (given.name, given.major, given.pattern) == ("wheels-${{ matrix.os }}", 7, False)
    assert (read.name, read.major, read.pattern) == ("wheels-*", 8, True)


def test_once_there_is_the_tag_the_workflow_is_what_it_was_there(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "demo")
    path = ".github/workflows/release.yml"
    repository.write(path, RELEASE)
    marked = repository.commit("ci: release")
    repository.write(path, RELEASE.replace("  publish:", "  upload:"))
    repository.commit("ci: other words")
    past = history(WorkTree(repository=repository.root, manifests=()))

    def names(commit: str, **changes: Any) -> list[str]:
        tag = Tag(name="v1.3.0", object=commit, commit=commit)
        project = repository.project(**changes)
        found = release_workflow(project, b.a_target(), Tags(by_name={tag.name: tag}), past)
        return [each.name for each in found.jobs]

    assert names(marked) == ["wheels", "publish"]
    assert names(marked, workflow=repository.root / path) == ["wheels", "publish"]
    before = repository.git("rev-parse", f"{marked}^")
    assert names(before) == ["wheels", "upload"], "where the tag has none, the tree tells"
    gone = "f" * 40
    assert names(gone) == ["wheels", "upload"], "a commit that is not here tells nothing"


def test_no_workflow_and_one_that_is_stated(tmp_path: Path) -> None:
    assert tree(tmp_path) == ReleaseWorkflow()
    assert tree(tmp_path, ci="on: push\njobs: {test: {steps: [{run: pytest}]}}\n") == ReleaseWorkflow()
    assert tree(tmp_path, stated="ci.yml").file == ".github/workflows/ci.yml"
    assert tree(tmp_path, stated="broken.yml", broken="on: [push\n").broken


@pytest.mark.parametrize(
    ("whole", "own", "may"),
    [
        ("", "", False),
        ("permissions: write-all", "", True),
        ("permissions: read-all", "", False),
        ("permissions: {id-token: write}", "", True),
        ("permissions: {id-token: write}", "permissions: {contents: read}", False),
        ("permissions: {}", "permissions: {id-token: write}", True),
    ],
)
def test_who_may_prove_who_it_is(tmp_path: Path, whole: str, own: str, may: bool) -> None:
    text = f"on: push\n{whole}\njobs:\n  up:\n    {own or 'name: up'}\n    steps: [{{run: twine upload x}}]\n"
    assert job(tree(tmp_path, release=text), "up").id_token is may


CALLED = "on: workflow_call\n{permissions}\njobs: {{up: {{steps: [{{run: uv publish}}]}}}}\n"
CALLER = "on: push\njobs:\n  go:\n    {permissions}\n    uses: ./.github/workflows/called.yml\n"


@pytest.mark.parametrize(
    ("caller", "called", "may"),
    [
        ("permissions: {id-token: write}", "", True),
        ("permissions: {id-token: write}", "permissions: {id-token: write}", True),
        ("permissions: {id-token: write}", "permissions: {contents: read}", False),
        ("name: go", "permissions: {id-token: write}", False),
        ("name: go", "", False),
    ],
)
def test_a_called_workflow_has_no_more_than_its_caller(
    tmp_path: Path, caller: str, called: str, may: bool
) -> None:
    release, inner = CALLER.format(permissions=caller), CALLED.format(permissions=called)
    found = job(tree(tmp_path, stated="release.yml", release=release, called=inner), "go / up")
    assert (found.id_token, found.uploads, found.file) == (may, True, ".github/workflows/called.yml")


def test_what_jobs_need_through_calls(tmp_path: Path) -> None:
    caller = """\
on: push
jobs:
  lint: {}
  build: { needs: [lint], uses: ./.github/workflows/build.yml }
  publish: { needs: build }
"""
    build = """\
on: workflow_call
jobs:
  wheel: {}
  check: { needs: wheel }
"""
    workflow = tree(tmp_path, "release.yml", release=caller, build=build)
    assert {each.name: each.needs for each in workflow.jobs} == {
        "lint": (),
        "build / wheel": ("lint",),
        "build / check": ("lint", "build / wheel"),
        "publish": ("build",),
    }


def test_a_workflow_that_calls_itself_ends(tmp_path: Path) -> None:
    text = "on: push\njobs: {again: {uses: ./.github/workflows/release.yml}}\n"
    assert len(tree(tmp_path, stated="release.yml", release=text).jobs) == 1


def test_a_workflow_of_another_repository_is_named(tmp_path: Path) -> None:
    text = "on: push\njobs: {go: {uses: acme/flows/.github/workflows/x.yml@v1}}\n"
    found = tree(tmp_path, stated="release.yml", release=text)
    assert job(found, "go").elsewhere == "acme/flows/.github/workflows/x.yml@v1"


def test_secrets_of_the_upload(tmp_path: Path) -> None:
    steps = "- {run: make docs, env: {X: '${{ secrets.DOCS }}'}}\n      - {run: twine upload dist/*}"
    text = (
        "on: push\njobs:\n  up:\n    env:\n      TWINE_PASSWORD: ${{ secrets.PYPI_API_TOKEN }}\n"
        f"      GH: ${{{{ secrets.GITHUB_TOKEN }}}}\n    steps:\n      {steps}\n"
    )
    assert job(tree(tmp_path, release=text), "up").secrets == ("PYPI_API_TOKEN",)
    action = (
        "on: push\njobs: {up: {steps: [{uses: PyO3/maturin-action@v1, with: {command: upload}, "
        "env: {MATURIN_PYPI_TOKEN: \"${{ secrets['A_B'] }}\"}}]}}\n"
    )
    assert job(tree(tmp_path, release=action), "up").secrets == ("A_B",)


def look(hosted: Hosted, *jobs: WorkflowJob, stated: str = "", **fault: Any) -> ReleaseEnvironments:
    with local_github(hosted) as github:
        if fault:
            github.faults.append(Fault(**fault))
        client = github.client()
        project = b.a_project(hosting=Hosting(environment=stated))
        return release_environments(client, ReleaseWorkflow(file="x", jobs=jobs), project)


def uploading(**changes: Any) -> WorkflowJob:
    return WorkflowJob(**{"name": "up", "file": "x", "uploads": True, "environment": "py pi/1", **changes})


def test_who_has_to_approve_and_which_refs_may() -> None:
    there = Environment(
        name="py pi/1", reviewers=("ada",), wait_minutes=30, allowed=(("tag", "v*"), ("branch", "main"))
    )
    (found,) = look(Hosted(environments={there.name: there}), uploading()).environments
    patterns = RefPattern(name="v*", type="tag"), RefPattern(name="main")
    assert found == DeploymentEnvironment(
        name="py pi/1", reviewers=("ada",), wait_minutes=30, refs="chosen", patterns=patterns
    )
    assert found.lets_tag("v1.3.0")
    assert not found.lets_tag("w1")


def test_stated_and_used_environments_once_each_and_computed_ones_not() -> None:
    jobs = uploading(), uploading(), uploading(environment="${{ inputs.env }}"), uploading(uploads=False)
    found = look(Hosted(environments={"main one": Environment(name="main one")}), *jobs, stated="main one")
    assert [(each.name, each.known, each.refs) for each in found.environments] == [
        ("main one", True, "any"),
        ("py pi/1", False, "any"),
    ]
    assert found.secrets is None


def test_secrets_of_every_place() -> None:
    there = Environment(name="py pi/1", secrets=("B",))
    hosted = Hosted(environments={there.name: there}, secrets=("A",), organization_secrets=("A", "C"))
    assert look(hosted, uploading(secrets=("A",))).secrets == ("A", "C", "B")
    assert look(Hosted(secrets=("A",)), uploading(secrets=("A",))).secrets == ("A",)
    hosted.readable.clear()
    assert look(hosted, uploading(secrets=("A",))).secrets is None


@pytest.mark.parametrize(
    ("pattern", "tag", "fits"),
    [
        ("v*", "v1.3.0", True),
        ("v*", "v1/3", False),
        ("*/*", "release/v1", True),
        ("**/v*", "v1", True),
        ("**/v*", "a/b/v1", True),
        ("v?.[0-9].*", "v1.3.0", True),
        ("v[", "v[", True),
        ("v1.3", "v1x3", False),
    ],
)
def test_patterns_of_refs(pattern: str, tag: str, fits: bool) -> None:
    refs = (RefPattern(name=pattern, type="tag"),)
    assert DeploymentEnvironment(name="x", refs="chosen", patterns=refs).lets_tag(tag) is fits
    assert not DeploymentEnvironment(name="x", refs="protected branches").lets_tag(tag)
