"""What nobody stated: tag form, changelog, Pythons, import name and who publishes, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from release_tasks.core.errors import UsageError
from release_tasks.core.project import Command, Inference, Publishing
from release_tasks.core.target import version_in_tag
from release_tasks.world.git_command import look
from release_tasks.world.packages import Package
from release_tasks.world.workflows import Uploading, uploading_workflow

CHANGELOGS = ("CHANGELOG.md", "CHANGES.md", "HISTORY.md", "NEWS.md")
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """The values that hold where settings state none; ``told`` says what each was read from."""

    import_name: str
    tag: str
    changelog: Path | None
    pythons: tuple[str, ...]
    requires_python: str
    smoke: Command | None
    publish: Publishing
    testpypi: bool
    told: tuple[Inference, ...]


def infer(package: Package, name: str, repository: Path, root: Path) -> Inferred:
    """Infer everything about a package that its settings may leave out.

    :raises UsageError: a stated path or specifier is wrong.
    """
    stated = package.settings
    tag, tag_why = (stated.tag, "") if stated.tag else _tag_form(package, name, repository)
    import_name, import_why = _import_name(package, name)
    import_name = stated.import_name or import_name
    changelog, changelog_why = _changelog(package, root)
    requires = str(package.pyproject.get("project", {}).get("requires-python", ""))
    pythons, pythons_why = _pythons(package, requires)
    pythons = tuple(stated.pythons) if stated.pythons is not None else pythons
    smoke, smoke_why = _smoke(package, import_name)
    uploading = uploading_workflow(repository, tag, stated.workflow)
    publish: Publishing = stated.publish or ("ci" if uploading.file else "local")
    testpypi, testpypi_why = _testpypi(package, uploading)
    told = (
        Inference(key="name", value=name, because=f"{package.path.name}/pyproject.toml"),
        Inference(key="tag", value=tag, because=tag_why),
        Inference(key="import-name", value=import_name, because=import_why),
        Inference(key="changelog", value=str(changelog or "none"), because=changelog_why),
        Inference(key="pythons", value=", ".join(pythons) or "the running one", because=pythons_why),
        Inference(key="smoke", value=str(smoke or "the import alone"), because=smoke_why),
        Inference(key="publish", value=publish, because=uploading.because),
        Inference(key="testpypi", value=str(testpypi).lower(), because=testpypi_why),
    )
    return Inferred(
        import_name=import_name,
        tag=tag,
        changelog=changelog,
        pythons=pythons,
        requires_python=requires,
        smoke=smoke,
        publish=publish,
        testpypi=testpypi,
        told=told,
    )


def _tag_form(package: Package, name: str, repository: Path) -> tuple[str, str]:
    """The form that most of the repository's tags have, among the forms that could be this package's."""
    own = [f"{prefix}{dash}{v}{{version}}" for prefix in _names(package, name) for dash in "-/@_" for v in ("v", "")]
    bare = ["v{version}", "{version}"]
    tags = look(repository, "tag", "--list", check=False).text.splitlines()
    for forms, allowed in ((own, True), (bare, True)):
        counts = Counter(form for form in forms for tag in tags if _states_version(form, tag))
        if allowed and counts:
            form, number = counts.most_common(1)[0]
            return form, f"{number} tags of that form"
    if package.among_others:
        return f"{name}-v{{version}}", "a package among others, and no tag yet"
    return "v{version}", "no tag yet"


def _states_version(form: str, tag: str) -> bool:
    text = version_in_tag(form, tag)
    try:
        return text is not None and bool(Version(text))
    except InvalidVersion:
        return False


def _names(package: Package, name: str) -> list[str]:
    return list(dict.fromkeys((name, package.alias, canonicalize_name(name), package.path.name)))


def _import_name(package: Package, name: str) -> tuple[str, str]:
    module = package.pyproject.get("tool", {}).get("maturin", {}).get("module-name")
    if isinstance(module, str):
        return module.partition(".")[0], "[tool.maturin] module-name"
    plain = re.sub(r"[-.]+", "_", name)
    for candidate in (plain, plain.lower()):
        for folder in _import_folders(package):
            if (folder / candidate / "__init__.py").is_file() or (folder / f"{candidate}.py").is_file():
                return candidate, str((folder / candidate).relative_to(package.path))
    only = [folder.parent for each in _import_folders(package) for folder in sorted(each.glob("*/__init__.py"))]
    only = [folder for folder in only if folder.name not in ("tests", "test", "docs", "examples", "benchmarks")]
    if len(only) == 1:
        return only[0].name, f"the only package in {only[0].parent.relative_to(package.path)}"
    return plain.lower(), "the distribution's name"


def _import_folders(package: Package) -> Iterator[Path]:
    source = package.pyproject.get("tool", {}).get("maturin", {}).get("python-source")
    for name in (source, "src", "python", "."):
        if isinstance(name, str) and (package.path / name).is_dir():
            yield package.path / name


def _changelog(package: Package, root: Path) -> tuple[Path | None, str]:
    stated = package.settings.changelog
    if stated is False:
        return None, ""
    if isinstance(stated, str):
        path = package.path / stated
        if not path.is_file():
            raise UsageError("there is no such changelog", where=str(path), expected="the file that changelog states")
        return path.resolve(), ""
    folders = [package.path] if package.among_others else list(dict.fromkeys((package.path, root)))
    for folder in folders:
        for name in CHANGELOGS:
            if (folder / name).is_file():
                return folder / name, "the file is there"
    return None, f"none of {', '.join(CHANGELOGS)} is there"


def _pythons(package: Package, requires: str) -> tuple[tuple[str, ...], str]:
    try:
        wanted = SpecifierSet(requires)
    except InvalidSpecifier as error:
        raise UsageError(
            f"requires-python is no specifier: {requires!r}", where=str(package.path / "pyproject.toml"), expected=">=3.10"
        ) from error
    classifiers: Any = package.pyproject.get("project", {}).get("classifiers", [])
    named = [match[1] for each in classifiers if (match := _CLASSIFIER.fullmatch(str(each)))]
    # A high patch number, so that a bound such as >=3.9.2 does not rule 3.9 out.
    fitting = tuple(each for each in named if wanted.contains(f"{each}.99"))
    return fitting, "classifiers" if fitting else "no classifier names a version"


def _smoke(package: Package, import_name: str) -> tuple[Command | None, str]:
    for folder in _import_folders(package):
        if (folder / import_name / "__main__.py").is_file():
            return Command(argv=("{python}", "-m", import_name, "--help")), f"{import_name} has a __main__.py"
    return None, f"{import_name} has no __main__.py"


def _testpypi(package: Package, uploading: Uploading) -> tuple[bool, str]:
    stated = package.settings.testpypi
    if stated is not None:
        return bool(stated), ""
    if uploading.names_testpypi:
        return True, f"{uploading.file} names it"
    from release_tasks.world.pypirc import names_section

    if names_section("testpypi"):
        return True, ".pypirc has the section"
    return False, "neither .pypirc nor the release workflow names it"
