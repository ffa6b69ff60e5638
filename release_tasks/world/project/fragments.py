"""News fragments: the tool that a project has for them, those that wait, and the run that collects them."""

from __future__ import annotations

import configparser
import contextlib
import importlib.util
import shutil
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from release_tasks.core.errors import ActionError
from release_tasks.core.events import Events
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.news import CollectFragments, Fragment, Fragments
from release_tasks.core.project import Command, FragmentTool, Project
from release_tasks.world.files.reading import content, folders_up, joined
from release_tasks.world.processes.commands import command_environment, run_command

_TOWNCRIER_KINDS = ("feature", "bugfix", "doc", "removal", "misc")
_TOWNCRIER_SKIPS = (".gitignore", ".gitkeep", ".keep", "readme", "readme.md", "readme.rst")
_SCRIV_FILES = (
    ("setup.cfg", "tool:scriv"),
    ("tox.ini", "tool:scriv"),
    ("changelog.d/scriv.ini", "scriv"),
)


def fragment_tool(folder: Path, top: Path, *, alone: bool) -> FragmentTool | None:
    """Find the tool for news fragments: configured in the package's folder, or above where it is alone.

    Sources: https://towncrier.readthedocs.io/en/stable/configuration.html,
    https://scriv.readthedocs.io/en/latest/configuration.html

    :raises UsageError: a configuration is no TOML.
    """
    for home in folders_up(folder, top) if alone else (folder,):
        if (tool := _towncrier(home)) or (tool := _scriv(home)):
            return tool
    return None


def fragments(project: Project) -> Fragments:
    """Read the fragments that wait for the next release."""
    tool = project.fragments
    if tool is None:
        return Fragments()
    found = (
        Fragment(
            path=path.relative_to(project.repository).as_posix(),
            text=content(path, needed_by=tool.name).decode("utf-8", "replace"),
        )
        for path in _waiting(tool)
    )
    return Fragments(tool=tool, found=tuple(found))


def collect(action: CollectFragments, events: Events) -> None:
    """Run the tool: the one on PATH, which is the project's own, else the one beside the Python that runs us.

    :raises ActionError: it is in neither.
    :raises CommandError: it failed.
    """
    name = action.tool.name
    if shutil.which(name, path=command_environment()["PATH"]):
        argv: tuple[str, ...] = (name,)
    elif importlib.util.find_spec(name):
        argv = (sys.executable, "-m", name)
    else:
        raise ActionError(
            f"{name} is not there",
            where="PATH",
            expected=f"{name}, which collects the fragments in {action.tool.folder.name}",
            remedy=f"{sys.executable} -m pip install {name}",
        )
    run_command(Command(argv=(*argv, *action.arguments)), action.tool.home, events, name)


def _towncrier(home: Path) -> FragmentTool | None:
    for name in ("towncrier.toml", "pyproject.toml"):
        values = _toml(home / name)
        if "towncrier" not in table(values, "tool"):
            continue
        settings = table(values, "tool", "towncrier")
        return FragmentTool(
            name="towncrier",
            home=home,
            folder=joined(home, _towncrier_folder(home, settings)),
            changelog=_one_file(home, settings),
            kinds=_towncrier_kinds(settings),
            skipped=(*_TOWNCRIER_SKIPS, *_texts(settings.get("ignore")), *_template(settings)),
        )
    return None


def _towncrier_folder(home: Path, settings: Mapping[str, Any]) -> str:
    if stated := _text(settings.get("directory")):
        return stated
    package = _text(settings.get("package")) or _text(
        table(_toml(home / "pyproject.toml"), "project").get("name")
    )
    # towncrier itself looks where the package is imported from, whose name may be spelled with "_".
    inner = (
        package
        if (home / _text(settings.get("package_dir")) / package).is_dir()
        else package.replace("-", "_")
    )
    return "/".join((_text(settings.get("package_dir")) or ".", inner or ".", "newsfragments"))


def _towncrier_kinds(settings: Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(listed := settings.get("type"), list):
        rows = [each for each in listed if isinstance(each, dict)]
        return tuple(_text(each.get("directory")) or _text(each.get("name")).lower() for each in rows)
    return tuple(table(settings, "fragment")) or _TOWNCRIER_KINDS


def _one_file(home: Path, settings: Mapping[str, Any]) -> Path | None:
    """The changelog, None where each version has a file of its own."""
    if settings.get("single_file") is False:
        return None
    return joined(home, _text(settings.get("filename")) or "NEWS.rst")


def _template(settings: Mapping[str, Any]) -> Iterator[str]:
    if template := _text(settings.get("template")):
        yield template.rpartition("/")[2]


def _scriv(home: Path) -> FragmentTool | None:
    settings = _scriv_settings(home)
    if settings is None:
        return None
    folder = joined(home, _text(settings.get("fragment_directory")) or "changelog.d")
    name = _text(settings.get("changelog")) or f"CHANGELOG.{_text(settings.get('format')) or 'rst'}"
    skipped = _text(settings.get("skip_fragments")) or "README.*"
    return FragmentTool(
        name="scriv",
        home=home,
        folder=folder,
        changelog=joined(home, name),
        skipped=(*skipped.lower().split(), "scriv.ini", ".*", "*.j2"),
    )


def _scriv_settings(home: Path) -> Mapping[str, Any] | None:
    for name, section in _SCRIV_FILES:
        reader = configparser.ConfigParser(interpolation=None)
        with contextlib.suppress(configparser.Error, UnicodeDecodeError):
            reader.read(home / name, encoding="utf-8")
        if reader.has_section(section):
            return dict(reader[section])
    tools = table(_toml(home / "pyproject.toml"), "tool")
    return table(tools, "scriv") if "scriv" in tools else None


def _waiting(tool: FragmentTool) -> list[Path]:
    below = tool.folder.glob("*") if tool.name == "scriv" else tool.folder.rglob("*")
    return sorted(path for path in below if path.is_file() and _is_fragment(tool, path.name))


def _is_fragment(tool: FragmentTool, name: str) -> bool:
    if any(fnmatch(name.lower(), each.lower()) for each in tool.skipped):
        return False
    return not tool.kinds or any(part in tool.kinds for part in name.split(".")[1:])


def _toml(path: Path) -> Mapping[str, Any]:
    return document(path, path.read_bytes()) if path.is_file() else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else ()
