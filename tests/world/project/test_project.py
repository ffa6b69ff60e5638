"""Which package is meant, and what is inferred about it, in real trees and real repositories."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gathered import project_of
from hosting import git, make_host

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Command, PatternSource, Project
from release_tasks.core.request import Request

PLAIN = '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "{}"\nversion = "1.0"\n'


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, for .pypirc and git's configuration."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder outside git."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    return folder


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def find(root: Path, package: str | None = None, task: str = "status") -> Project:
    return project_of(Request(task=task, root=root, package=package, door="nox -s release-{task} --"))


def wrong(root: Path, package: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        find(root, package)
    return caught.value


def told(found: Project) -> dict[str, tuple[str, str]]:
    return {each.key: (each.value, each.because) for each in found.inferred}


def commit(root: Path, *tags: str) -> None:
    """Commit everything, beginning a repository if there is none, and tag it."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(
        root,
        *("-c", "user.name=A", "-c", "user.email=a@maintainers.example", "-c", "commit.gpgSign=false"),
        *("commit", "--quiet", "--allow-empty", "--message", "x"),
    )
    for tag in tags:
        git(root, "tag", tag)


# --- which package ---------------------------------------------------------------------------


def test_a_plain_project_needs_no_settings(root: Path) -> None:
    write(root, {"pyproject.toml": PLAIN.format("Demo.Pkg"), "src/demo_pkg/__init__.py": ""})
    found = find(root)
    assert (found.root, found.repository, found.path) == (root, root, root)
    assert (found.name, found.alias, found.import_name) == ("Demo.Pkg", "Demo.Pkg", "demo_pkg")
    assert (found.tag, found.tag_message) == ("v{version}", "{package} v{version}")
    assert found.text(found.commit_message, "1.1") == "chore(release): Demo.Pkg 1.1"
    assert (found.dist, found.changelog, found.pythons, found.smoke) == (root / "dist", None, (), None)
    assert (found.publish, found.testpypi) == ("local", False)
    assert found.indexes == {"pypi": "pypi", "testpypi": "testpypi"}
    assert told(found)["path"] == (".", "pyproject.toml beside the noxfile describes a package")
    assert told(found)["tag"] == ("v{version}", "no tag says otherwise")


@pytest.mark.parametrize("asked", [None, "recorder", "trace-python-recorder", "Trace_Python.Recorder"])
def test_a_package_is_named_by_alias_or_distribution(tmp_path: Path, asked: str | None) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    if asked is None:
        error = wrong(host.root)
        assert error.what == "there are 2 packages here: recorder, viewer"
        assert error.remedy == "nox -s release-status -- --package recorder"
    else:
        assert find(host.root, asked).alias == "recorder"


def test_a_package_that_is_not_there_has_a_neighbour(tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    error = wrong(host.root, "recoder")
    assert (error.where, error.what) == ("--package", "there is no package recoder")
    assert error.remedy == "nox -s release-status -- --package recorder"


def test_an_alias_comes_before_another_s_name(root: Path) -> None:
    write(
        root,
        {
            "release-tasks.toml": '[packages.two]\npath = "one"\n[packages.one]\npath = "two"\n',
            "one/pyproject.toml": PLAIN.format("one"),
            "two/pyproject.toml": PLAIN.format("two"),
        },
    )
    assert find(root, "two").name == "one"
    assert "2 packages that answer to One" in wrong(root, "One").what


@pytest.mark.parametrize("versioned", [True, False])
def test_packages_in_folders_are_found(root: Path, versioned: bool) -> None:
    write(
        root,
        {
            "pyproject.toml": '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
            "libs/one/pyproject.toml": PLAIN.format("one"),
            **{
                f"{skipped}/pyproject.toml": PLAIN.format("no")
                for skipped in (".venv", "tests/host", "target/x")
            },
            "tools/pyproject.toml": '[project]\nname = "no-build-system"\n',
            "broken/pyproject.toml": "[",
            "scratch/pyproject.toml": PLAIN.format("scratch"),
            ".gitignore": "scratch/\n",
        },
    )
    if versioned:
        commit(root)
        assert find(root).path == root / "libs/one"
        assert told(find(root))["path"][0] == "libs/one"
    else:
        assert wrong(root).what == "there are 2 packages here: one, scratch"
        assert find(root, "one").name == "one"


@pytest.mark.parametrize("uv", ["package = false", 'workspace.members = ["one"]'])
def test_a_root_that_holds_a_workspace_together_is_no_package(root: Path, uv: str) -> None:
    write(
        root,
        {
            "pyproject.toml": '[project]\nname = "suite"\nversion = "3"\n[tool.uv]\n' + uv,
            "one/pyproject.toml": PLAIN.format("one"),
        },
    )
    assert find(root).name == "one"


def test_a_root_package_comes_before_those_below(root: Path) -> None:
    write(root, {"pyproject.toml": PLAIN.format("top"), "one/pyproject.toml": PLAIN.format("one")})
    assert find(root).name == "top"
    assert find(root, "one").path == root / "one"
    assert wrong(root, "ome").remedy.endswith("--package one")


def test_the_one_configured_package_is_meant(root: Path) -> None:
    write(
        root,
        {
            "release-tasks.toml": '[packages.b]\npath = "two"\n',
            "one/pyproject.toml": PLAIN.format("one"),
            "two/pyproject.toml": PLAIN.format("two"),
        },
    )
    found = find(root)
    assert (found.name, found.alias, found.tag) == ("two", "b", "two-v{version}")


@pytest.mark.parametrize(
    ("files", "what", "where"),
    [
        ({}, "there is no pyproject.toml", "pyproject.toml"),
        ({"pyproject.toml": "[tool.ruff]\n"}, "no [project] name, and no folder", "pyproject.toml"),
        ({"pyproject.toml": "[project]\nversion = '1'\n"}, "no [project] name", "pyproject.toml"),
        ({"pyproject.toml": "[project\n"}, "broken TOML", "pyproject.toml:1"),
        ({"pyproject.toml": "[tool.release-tasks]\npath = 'a'\n"}, "there is no a", "pyproject.toml:2: tool.release-tasks.path"),
        ({"release-tasks.toml": "path = '..'\n"}, "leads out of", "release-tasks.toml:1: path"),
        ({"release-tasks.toml": "path = '/tmp'\n"}, "is absolute", "release-tasks.toml:1: path"),
        ({"release-tasks.toml": "path = 'a'\n", "a/x": ""}, "there is no such file", "a/pyproject.toml"),
        ({"release-tasks.toml": "path = 'a'\n", "a/pyproject.toml": "[a]\nb\nc = 1\n"}, "broken TOML", "a/pyproject.toml:2"),
        ({"release-tasks.toml": "path = 'a'\n", "a/pyproject.toml": "\n[project]\n"}, "has no name", "a/pyproject.toml:2"),
    ],
)  # fmt: skip
def test_a_project_that_cannot_be_understood(
    root: Path, files: dict[str, str], what: str, where: str
) -> None:
    write(root, files)
    error = wrong(root)
    assert what in error.what
    assert error.where == f"{root}/{where}"
    assert error.expected


def test_a_link_does_not_lead_out_of_the_repository(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"pyproject.toml": PLAIN.format("a")})
    (root / "a").symlink_to(tmp_path / "elsewhere")
    write(root, {"release-tasks.toml": 'path = "a"\n'})
    assert "leads out" in wrong(root).what


# --- the sample hosts ------------------------------------------------------------------------


def test_host_a(tmp_path: Path) -> None:
    host = make_host("recorder_monorepo", tmp_path)
    found = find(host.root, "recorder")
    assert (found.repository, found.path) == (host.root, host.path)
    assert found.import_name == "trace_python_recorder"
    assert told(found)["import-name"][1] == "[tool.maturin] module-name"
    assert found.tests[0] == Command(argv=("{python}", "just.py", "venv", "3.12", "dev"))
    assert found.changelog == host.path / "CHANGELOG.md"
    assert (found.pythons, found.requires_python) == (("3.12", "3.13"), ">=3.9")
    assert "tag" not in told(found)


def test_host_a_without_settings(tmp_path: Path) -> None:
    """Tags that name the package by the end of its name are its own, and no other package's."""
    host = make_host("recorder_monorepo", tmp_path)
    text = host.read("pyproject.toml")
    host.write("pyproject.toml", text[: text.index("[tool.release-tasks")])
    assert wrong(host.root).what == "there are 2 packages here: trace-python-recorder, trace-viewer"
    assert find(host.root, "trace-python-recorder").tag == "recorder-v{version}"
    viewer = find(host.root, "trace_viewer")
    assert told(viewer)["tag"] == ("viewer-v{version}", "the tag viewer-v0.4.2")


def test_host_b(tmp_path: Path) -> None:
    """Older tags of the form are another crate's; the form is the package's all the same."""
    host = make_host("barter_workspace", tmp_path)
    assert find(host.root).tag == "v{version}"
    host.write("release-tasks.toml", "")
    found = find(host.root)
    assert (found.path, found.tag, found.tests) == (host.path, "v{version}", ())
    assert told(found)["tag"][1] == "the tags v0.9.0, v0.8.4, v0.7.0"
    assert found.smoke == Command(argv=("{python}", "-m", "barter_python", "--help"))


@pytest.mark.parametrize("name", ["plain_hatchling", "plain_setuptools", "dynamic_version"])
def test_plain_hosts(tmp_path: Path, name: str) -> None:
    host = make_host(name, tmp_path)
    found = find(host.root)
    assert (found.name, found.import_name) == (host.package.name, host.package.import_name)
    assert found.tag == host.package.tag
    assert found.changelog == host.root / "CHANGELOG.md"
    assert found.smoke == Command(argv=("{python}", "-m", name, "--help"))


# --- tags ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "form"),
    [
        (["v1.0", "v1.1"], "v{version}"),
        (["1.0"], "{version}"),
        (["release-1.0"], "release-{version}"),
        (["demo-pkg-v1.0", "v9.0"], "demo-pkg-v{version}"),
        (["python-v1.0", "rust-v9.0"], "python-v{version}"),
        (["py-1.0"], "py-{version}"),
        (["demo_pkg-1.0rc1"], "demo_pkg-{version}"),
        (["demo-pkg@1.0"], "demo-pkg@{version}"),
        (["demo-pkg/v1.0"], "demo-pkg/v{version}"),
        (["nightly-2026.1", "vendor", "v1.x", "other-v2.0"], "v{version}"),
        ([], "v{version}"),
    ],
)
def test_the_form_of_tags(root: Path, tags: list[str], form: str) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo-pkg")})
    commit(root, *tags)
    assert find(root).tag == form


def test_among_others_a_bare_tag_is_the_package_s_that_states_its_version(root: Path) -> None:
    write(
        root,
        {
            "one/pyproject.toml": PLAIN.format("one"),
            "two/pyproject.toml": PLAIN.format("two").replace("1.0", "2.0"),
        },
    )
    commit(root, "v2.0", "v0.5")
    assert find(root, "two").tag == "v{version}"
    assert find(root, "one").tag == "one-v{version}"


def test_the_newest_form_counts(root: Path) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo")})
    commit(root, "v9.0")
    git(root, "-c", "user.name=A", "-c", "user.email=a@maintainers.example", "-c", "tag.gpgSign=false",
        "tag", "-a", "1.0", "-m", "x", day=30)  # fmt: skip
    assert find(root).tag == "{version}"


@pytest.mark.parametrize(
    ("stated", "tag"),
    [('tag = "{package}-{version}"', "demo-{version}"), ('tag = "rel/{version}"', "rel/{version}")],
)
def test_a_stated_form(root: Path, stated: str, tag: str) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo"), "release-tasks.toml": stated})
    assert find(root).tag == tag


# --- stated values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        ('tag = "v"', "makes no tags"),
        ('tag = "v {version}"', "makes no tags"),
        ('tag = "{version}{version}"', "makes no tags"),
        ('tag = "v{verison}"', "{verison}"),
        ('tag-message = "v{versoin}"', "{versoin}"),
        ('commit-message = "{name}"', "{name}"),
        ("changelog = true", "true names no file"),
        ('changelog = "NEWS.md"', "there is no NEWS.md"),
        ('dist = "../dist"', "leads out"),
        ('docs-paths = ["../*.md"]', "leads out"),
        ('patterns = [{ path = "x", search = "{version}" }]', "there is no x"),
        ('name = "other"', "other is not what"),
        ('workflow = "release.yml"', "there is no release.yml"),
        ('smoke = "a {what}"', "{what}"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(root: Path, stated: str, what: str) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo"), "release-tasks.toml": stated})
    error = wrong(root)
    assert what in error.what
    assert error.where.startswith(f"{root}/release-tasks.toml:1: {stated.partition(' ')[0]}")


def test_paths_are_relative_to_the_settings(root: Path) -> None:
    write(
        root,
        {
            "release-tasks.toml": '[packages.one]\npath = "libs/one"\nchangelog = "docs/one.md"\ndist = "out"\n'
            'docs-paths = ["docs/*.md", "libs/one/api"]\n[[packages.one.patterns]]\npath = "README.md"\nsearch = "{version}"\n',
            "libs/one/pyproject.toml": PLAIN.format("one"),
            "docs/one.md": "",
            "README.md": "",
        },
    )
    found = find(root)
    assert (found.changelog, found.dist) == (root / "docs/one.md", root / "out")
    assert found.docs_paths == ("../../docs/*.md", "api")
    assert found.patterns == (PatternSource(path="../../README.md", search="{version}"),)


def test_a_root_below_the_repository(root: Path) -> None:
    write(
        root,
        {
            "py/pyproject.toml": PLAIN.format("demo"),
            "NEWS.md": "",
            "py/release-tasks.toml": 'changelog = "../NEWS.md"',
        },
    )
    commit(root)
    found = find(root / "py")
    assert (found.root, found.repository, found.changelog) == (root / "py", root, root / "NEWS.md")


def test_a_repository_that_git_refuses_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo")})
    commit(root)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    error = wrong(root)
    assert "dubious ownership" in error.what
    assert error.remedy == f"git config --global --add safe.directory {root}"


def test_without_git_on_the_machine(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo")})
    monkeypatch.setenv("PATH", os.devnull)
    assert find(root).repository == root


# --- inferred values -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "files", "module"),
    [
        ("", ["demo_pkg/__init__.py"], "demo_pkg"),
        ("", ["demo_pkg.py"], "demo_pkg"),
        ("", ["src/other/__init__.py"], "other"),
        ("", ["other/__init__.py", "tests/__init__.py"], "other"),
        ("", ["src/a/__init__.py", "src/b/__init__.py"], "demo_pkg"),
        ("", [], "demo_pkg"),
        ('[tool.maturin]\nmodule-name = "fast._core"\n', [], "fast"),
        ('[tool.maturin]\npython-source = "py"\n', ["py/other/__init__.py"], "other"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["src/thing"]\n', [], "thing"),
        ('[tool.uv.build-backend]\nmodule-name = "thing"\n', [], "thing"),
        ('[tool.flit.module]\nname = "thing"\n', [], "thing"),
        ('[tool.setuptools.packages.find]\nwhere = ["code"]\n', ["code/thing/__init__.py"], "thing"),
        ('[tool.setuptools]\npackages = ["thing"]\n', [], "thing"),
    ],
)
def test_what_python_imports(root: Path, extra: str, files: list[str], module: str) -> None:
    write(root, {"pyproject.toml": PLAIN.format("Demo.Pkg") + extra, **dict.fromkeys(files, "")})
    assert find(root).import_name == module


def test_the_crate_s_library_is_imported(root: Path) -> None:
    text = PLAIN.format("demo") + "[tool.maturin]\n"
    write(root, {
        "pyproject.toml": text.replace('["hatchling"]', '["maturin"]\nbuild-backend = "maturin"'),
        "Cargo.toml": '[package]\nname = "demo-rs"\n[lib]\nname = "demo_lib"\n',
    })  # fmt: skip
    assert told(find(root))["import-name"] == ("demo_lib", "[lib] name in Cargo.toml")


def test_pythons_of_classifiers(root: Path) -> None:
    classifiers = [
        f"Programming Language :: Python :: {each}"
        for each in ("3", "3.10", "3.9", "3.8", "3 :: Only", "3.13")
    ]
    text = PLAIN.format("demo") + f'requires-python = ">=3.9.2,!=3.9.5"\nclassifiers = {classifiers}\n'
    write(root, {"pyproject.toml": text})
    assert find(root).pythons == ("3.9", "3.10", "3.13")
    write(root, {"pyproject.toml": text, "release-tasks.toml": 'pythons = ["3.12"]'})
    assert find(root).pythons == ("3.12",)


def test_requires_python_that_is_none(root: Path) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo") + 'requires-python = "3.9+"\n'})
    assert wrong(root).where == f"{root}/pyproject.toml:6"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["CHANGES.md", "CHANGELOG.md", "NEWS.md"], "CHANGELOG.md"),
        (["History.md"], "History.md"),
        (["CHANGELOG.rst"], "CHANGELOG.rst"),
        (["HISTORY"], "HISTORY"),
        (["docs/release-notes.md", "docs/index.md"], "docs/release-notes.md"),
        (["docs/changelog.rst", "NEWS.txt"], "NEWS.txt"),
        (["README.md", "changelog.json"], None),
    ],
)
def test_the_changelog(root: Path, files: list[str], found: str | None) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo"), **dict.fromkeys(files, "")})
    assert find(root).changelog == (root / found if found else None)


def test_a_changelog_above_is_the_only_package_s(root: Path) -> None:
    write(root, {"one/pyproject.toml": PLAIN.format("one"), "CHANGELOG.md": ""})
    assert find(root).changelog == root / "CHANGELOG.md"
    write(root, {"two/pyproject.toml": PLAIN.format("two")})
    assert find(root, "one").changelog is None


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("## one 1.2.0\n## one 1.1.0\n", True),
        ("## [One-v1.2.0] - 2025-01-01\n", True),
        ("## one 1.2.0\n## two 1.1.0\n", False),
        ("## 1.2.0\n", False),
        ("# Changelog\n", False),
    ],
)
def test_a_changelog_above_may_be_about_one_package_of_several(
    root: Path, headings: str, *, found: bool
) -> None:
    packages = {f"{name}/pyproject.toml": PLAIN.format(name) for name in ("one", "two")}
    write(root, {**packages, "CHANGELOG.md": headings})
    assert find(root, "one").changelog == (root / "CHANGELOG.md" if found else None)


# --- who uploads -----------------------------------------------------------------------------

WORKFLOW = """\
on:
{on}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: python -m build
  upload:
    runs-on: ubuntu-latest
    steps:
      - {step}
"""
ON_TAGS = "  push:\n    tags: ['v*']"
TWINE = "run: twine upload dist/*"


def published(root: Path, on: str, step: str, name: str = "release.yml", settings: str = "") -> Project:
    write(root, {
        "pyproject.toml": PLAIN.format("demo"),
        "release-tasks.toml": settings,
        f".github/workflows/{name}": WORKFLOW.format(on=on, step=step),
    })  # fmt: skip
    return find(root)


@pytest.mark.parametrize(
    ("on", "ci"),
    [
        (ON_TAGS, True),
        ("  push:\n    tags: v[0-9]+.[0-9]+.[0-9]+", True),
        ("  push:\n    tags: ['**']", True),
        ("  push:\n    tags: ['*', '!v1.*']", False),
        ("  push:\n    tags: ['!v1.*', 'v1.2.?3']", True),
        ("  push:\n    tags: ['recorder-v*']", False),
        ("  push:\n    tags: ['release/*', 'v*-rc']", False),
        ("  push:\n    tags-ignore: ['v*']", False),
        ("  push:\n    tags-ignore: ['x*']", True),
        ("  push:\n    branches: [main]", False),
        ("  push:", True),
        ("  [push, pull_request]", True),
        ("  push", True),
        ("  release:\n    types: [published]", False),
        ("  workflow_dispatch:", False),
        ("  push:\n    tags: ['v[']", False),
    ],
)
def test_a_workflow_that_the_tag_starts(root: Path, on: str, ci: bool) -> None:
    assert published(root, on, TWINE).publish == ("ci" if ci else "local")


@pytest.mark.parametrize(
    ("step", "ci"),
    [
        ("uses: pypa/gh-action-pypi-publish@release/v1", True),
        ("run: |\n          python -m twine  upload dist/*", True),
        ("run: maturin publish --skip-existing", True),
        ("run: uv publish", True),
        ("uses: PyO3/maturin-action@v1\n        with:\n          command: upload", True),
        ("uses: PyO3/maturin-action@v1\n        with:\n          command: build", False),
        ("run: twine check dist/*", False),
        ("run: 'yes: [", False),
    ],
)
def test_a_job_that_uploads(root: Path, step: str, ci: bool) -> None:
    assert published(root, ON_TAGS, step, name="wheels.yaml").publish == ("ci" if ci else "local")


def test_what_is_told_of_the_workflow(root: Path) -> None:
    found = published(root, ON_TAGS, TWINE)
    assert told(found)["publish"] == ("ci", ".github/workflows/release.yml uploads in its job upload")
    assert told(find(root))["testpypi"] == ("false", "neither .pypirc nor the release workflow names it")


def test_a_job_of_a_reusable_workflow(root: Path) -> None:
    write(root, {
        "pyproject.toml": PLAIN.format("demo"),
        ".github/workflows/release.yml": f"on:\n{ON_TAGS}\njobs:\n  ship:\n    uses: ./.github/workflows/upload.yml\n",
        ".github/workflows/upload.yml": WORKFLOW.format(on="  workflow_call:", step=TWINE),
    })  # fmt: skip
    assert told(find(root))["publish"] == ("ci", ".github/workflows/release.yml uploads in its job ship")


@pytest.mark.parametrize(
    "step",
    [
        "run: twine upload -r testpypi dist/*",
        "run: uv publish --index test-pypi",
        "run: TEST_PYPI=1 twine upload x",
    ],
)
def test_a_workflow_names_the_test_index(root: Path, step: str) -> None:
    assert published(root, ON_TAGS, step).testpypi is True
    assert published(root, ON_TAGS, step, settings="testpypi = false").testpypi is False


def test_settings_say_who_uploads(root: Path) -> None:
    found = published(
        root, ON_TAGS, TWINE, settings='publish = "local"\ntestpypi = "staging"\npypi = "internal"'
    )
    assert (found.publish, found.testpypi) == ("local", True)
    assert found.indexes == {"pypi": "internal", "testpypi": "staging"}
    assert not {"publish", "testpypi"} & told(found).keys()
    assert (
        published(root, "  push:\n    tags: x", TWINE, settings='workflow = "release.yml"').publish == "local"
    )


def test_pypirc_names_the_test_index(root: Path, nobody: Path) -> None:
    write(root, {"pyproject.toml": PLAIN.format("demo")})
    (nobody / ".pypirc").write_text("[pypi]\nusername = __token__\npassword = s3cret\n")
    assert find(root).testpypi is False
    (nobody / ".pypirc").write_text("[testpypi]\nusername = __token__\npassword = s3cret\n")
    assert told(find(root))["testpypi"] == ("true", ".pypirc names it")
    assert "s3cret" not in str(find(root))
    (nobody / ".pypirc").write_text("password = s3cret\n")
    assert "s3cret" not in str(wrong(root))
