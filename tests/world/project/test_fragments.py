"""News fragments: found as towncrier and scriv find them, and collected by the real tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Listener, Repository, a_repository

from release_tasks.core.actions import Commit
from release_tasks.core.errors import ActionError, CommandError
from release_tasks.core.news import ChangelogFile, CollectFragments
from release_tasks.core.project import FragmentTool, Project
from release_tasks.world.git.changes import commit
from release_tasks.world.git.tree import release_tree
from release_tasks.world.project.fragments import collect, fragment_tool, fragments

TOWNCRIER = '[tool.towncrier]\ndirectory = "news"\nfilename = "NEWS.rst"\n'
SCRIV = '[tool.scriv]\nformat = "md"\n'
NAMED = '[project]\nname = "demo-pkg"\nversion = "1.2.0"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return a_repository(tmp_path / "checkout")


def tool_of(folder: Path) -> FragmentTool:
    tool = fragment_tool(folder, folder, alone=True)
    assert tool is not None
    return tool


@pytest.mark.parametrize(
    ("files", "name", "folder", "changelog"),
    [
        ({"pyproject.toml": TOWNCRIER}, "towncrier", "news", "NEWS.rst"),
        ({"towncrier.toml": TOWNCRIER, "pyproject.toml": NAMED}, "towncrier", "news", "NEWS.rst"),
        ({"pyproject.toml": "[tool.towncrier]\n"}, "towncrier", "newsfragments", "NEWS.rst"),
        (
            {"pyproject.toml": NAMED + '[tool.towncrier]\npackage_dir = "src"\n', "src/demo_pkg/a": ""},
            "towncrier",
            "src/demo_pkg/newsfragments",
            "NEWS.rst",
        ),
        (
            {"pyproject.toml": '[tool.towncrier]\npackage = "x"\nfilename = "docs/c.md"\n'},
            "towncrier",
            "x/newsfragments",
            "docs/c.md",
        ),
        ({"pyproject.toml": "[tool.towncrier]\nsingle_file = false\n"}, "towncrier", "newsfragments", None),
        ({"pyproject.toml": SCRIV}, "scriv", "changelog.d", "CHANGELOG.md"),
        ({"pyproject.toml": '[tool.scriv]\nfragment_directory = "d"\n'}, "scriv", "d", "CHANGELOG.rst"),
        ({"setup.cfg": "[tool:scriv]\nchangelog = HISTORY.md\n"}, "scriv", "changelog.d", "HISTORY.md"),
        ({"changelog.d/scriv.ini": "[scriv]\nformat = md\n"}, "scriv", "changelog.d", "CHANGELOG.md"),
    ],
)
def test_where_a_tool_keeps_its_files(
    tmp_path: Path, files: dict[str, str], name: str, folder: str, changelog: str | None
) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    tool = tool_of(tmp_path)
    assert (tool.name, tool.home, tool.folder) == (name, tmp_path, tmp_path / folder)
    assert tool.changelog == (tmp_path / changelog if changelog else None)


def test_a_tool_above_is_the_only_package_s(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER)
    (tmp_path / "pkg").mkdir()
    assert fragment_tool(tmp_path / "pkg", tmp_path, alone=False) is None
    assert fragment_tool(tmp_path / "pkg", tmp_path, alone=True) is not None
    (tmp_path / "pyproject.toml").write_text(NAMED)
    assert fragment_tool(tmp_path, tmp_path, alone=True) is None


def waiting(repository: Repository, project: Project) -> list[str]:
    return [each.path for each in fragments(project).found]


def with_tool(repository: Repository, settings: str) -> Project:
    """The package with its tool configured, and its fragments and changelog committed."""
    repository.write("pyproject.toml", NAMED + settings)
    tool = tool_of(repository.root)
    assert tool.changelog is not None
    repository.write(tool.changelog.name, "Older things.\n")
    repository.commit("chore: news")
    return repository.project(fragments=tool, changelog=tool.changelog)


def test_what_waits_is_what_the_tool_would_take(repository: Repository) -> None:
    for name in ("7.feature", "8.bugfix.1.rst", "+x.misc.md", "fix-1.2.doc", "9.unknown.rst", "feature"):
        repository.write(f"news/{name}", "x")
    for name in ("README.rst", ".gitignore", "template.rst"):
        repository.write(f"news/{name}", "x")
    project = with_tool(repository, TOWNCRIER)
    assert waiting(repository, project) == [
        f"news/{each}" for each in ("+x.misc.md", "7.feature", "8.bugfix.1.rst", "fix-1.2.doc")
    ]
    kinds = '[[tool.towncrier.type]]\ndirectory = "unknown"\nname = "?"\nshowcontent = true\n'
    assert waiting(repository, with_tool(repository, TOWNCRIER + kinds)) == ["news/9.unknown.rst"]


def test_what_waits_for_scriv(repository: Repository) -> None:
    for name in ("a.md", "README.md", "scriv.ini", "new_fragment.md.j2"):
        repository.write(f"changelog.d/{name}", "" if name == "scriv.ini" else "x")
    assert waiting(repository, with_tool(repository, SCRIV)) == ["changelog.d/a.md"]


@pytest.mark.parametrize(
    ("settings", "fragment", "arguments"),
    [
        (
            TOWNCRIER,
            "news/7.feature.rst",
            ("build", "--yes", "--version", "1.3.0", "--date", "2026-11-21"),
        ),
        (SCRIV, "changelog.d/7.md", ("collect", "--version", "1.3.0", "--no-add", "--no-edit")),
    ],
)
def test_the_release_commit_has_what_the_tool_wrote_and_removed(
    repository: Repository, settings: str, fragment: str, arguments: tuple[str, ...]
) -> None:
    repository.write(fragment, "- Faster.\n")
    project = with_tool(repository, settings)
    tool, listener = project.fragments, Listener()
    assert tool is not None
    assert project.changelog is not None
    collect(CollectFragments(tool=tool, arguments=arguments), listener.events)
    assert f"$ {tool.name} {arguments[0]}" in listener.text
    file = ChangelogFile(path=project.changelog, text=project.changelog.read_text())
    section = file.read().of("1.3.0")
    assert section is not None
    assert "Faster." in section.body
    tree = release_tree(project, repository.state, repository.sources)
    assert (tree.changed, tree.strangers) == (tuple(sorted((project.changelog.name, fragment))), ())
    action = Commit(paths=tree.changed, message="chore(release): 1.3.0", tree=tree.tree)
    commit(action, listener.events, repository.state, repository.request)
    assert repository.git("status", "--porcelain") == ""
    assert fragment not in repository.git("ls-tree", "-r", "--name-only", "HEAD")


def test_a_fragment_that_is_new_or_changed_is_no_file_of_the_release(repository: Repository) -> None:
    repository.write("news/7.feature", "x")
    project = with_tool(repository, TOWNCRIER)
    repository.write("news/7.feature", "y")
    repository.write("news/8.feature", "y")
    tree = release_tree(project, repository.state, repository.sources)
    assert tree.strangers == ("M news/7.feature", "?? news/8.feature")


def test_a_tool_that_fails_is_told_with_the_line_to_run_it_by_hand(repository: Repository) -> None:
    project = with_tool(repository, TOWNCRIER)
    assert project.fragments is not None
    with pytest.raises(CommandError) as caught:
        collect(CollectFragments(tool=project.fragments, arguments=("build", "--no-such")), Listener().events)
    assert caught.value.remedy == f"cd {repository.root} && towncrier build --no-such"


def test_a_tool_that_is_missing_is_told_with_the_command_that_installs_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_tool(repository, TOWNCRIER)
    assert project.fragments is not None
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(ActionError, match="towncrier is not there") as caught:
        collect(CollectFragments(tool=project.fragments, arguments=("build",)), Listener().events)
    assert caught.value.remedy == "/nowhere/python -m pip install towncrier"
