"""Which package of the repository is meant: the one that is named, configured, or found alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from release_tasks.core.errors import UsageError
from release_tasks.core.formats.package_name import may_be_named, package_name
from release_tasks.core.formats.toml_document import document, table
from release_tasks.core.request import Request
from release_tasks.core.work_tree import Manifests
from release_tasks.world.files.reading import content, content_if_there
from release_tasks.world.project.inference import only_package
from release_tasks.world.project.work_tree import MANIFEST
from release_tasks.world.settings.mistakes import nearest
from release_tasks.world.settings.paths import inside
from release_tasks.world.settings.reading import Settings

_SCRIPT = "setup.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package's folder, its alias in the settings (None without one), and why it is this one."""

    folder: Path
    alias: str | None = None
    name: str = ""
    because: str

    def answers_to(self, asked: str) -> bool:
        """Whether a name is this package's alias or distribution name, in whichever spelling (PEP 503)."""
        own = {canonicalize_name(each) for each in (self.alias, self.name) if each}
        return canonicalize_name(asked) in own


def choose(request: Request, settings: Settings, listed: Manifests, root: Path) -> Package:
    """Choose the package that this run is about; ``root`` is the folder of the run.

    :raises UsageError: none is there, several are and none is named, or the named one is not among them.
    """
    if settings.root.packages:
        known = list(_configured(settings, root, listed.tree.repository))
    elif settings.root.path:
        folder = inside(settings.of(None), "path", settings.root.path, root, listed.tree.repository)
        known = [Package(folder=folder, name=name_at(folder), because=f"stated in {settings.where('path')}")]
    elif is_package(root / MANIFEST) and request.package is None:
        return Package(folder=root, because=f"{MANIFEST} beside the noxfile describes a package")
    else:
        known = list(found_packages(listed, root, asked=request.package))
    if request.package is not None:
        return _named(request, request.package, known, root)
    if len(known) == 1:
        return known[0]
    if not known:
        return _unnamed(request, root)
    raise UsageError(
        f"there are {len(known)} packages here: {', '.join(_called(known))}",
        where=str(settings.file or root),
        expected="--package with the one that is meant",
        remedy=_command(request, _called(known)[0]),
    )


def found_packages(listed: Manifests, root: Path, *, asked: str | None = None) -> Iterator[Package]:
    """Find the packages in ``root`` and below: those with a name and, below it, a build system.

    Each is read when it is come to. If one is ``asked`` for by name and there, others may be left out unparsed.
    """
    candidates = listed.below(root)
    if asked is not None:
        wanted = {canonicalize_name(asked)}
        named = [each for each in candidates if may_be_named(listed.read(each) or b"", wanted)]
        found = list(_packages(listed, named, root))
        if any(each.answers_to(asked) for each in found):
            yield from found
            return
    yield from _packages(listed, candidates, root)


def _packages(listed: Manifests, names: Iterable[str], root: Path) -> Iterator[Package]:
    for each in names:
        manifest = listed.path(each)
        values = _parsed(manifest, listed.read(each) or b"")
        name = _name(manifest.parent, values)
        if _is_released(manifest, values, name, at_root=manifest.parent == root):
            yield Package(folder=manifest.parent, name=name, because="the one package in this repository")


def is_package(manifest: Path) -> bool:
    """Whether the folder of the run has something to release; ``manifest`` is the place of its pyproject.toml."""
    values = _values(manifest)
    return _is_released(manifest, values, _name(manifest.parent, values), at_root=True)


def _is_released(manifest: Path, values: Mapping[str, object], name: str, *, at_root: bool) -> bool:
    """Tell whether there is something to release.

    At the root a build system may be missing, which PEP 517 allows, unless it is only there to hold a
    uv workspace together. A setup.py there may compute the name.
    """
    if not name:
        return at_root and (manifest.parent / _SCRIPT).is_file()
    uv = table(values, "tool", "uv")
    return "build-system" in values or (at_root and "workspace" not in uv and uv.get("package") is not False)


def name_at(folder: Path) -> str:
    """Give the name of the distribution in a folder, empty where none is written."""
    return _name(folder, _values(folder / MANIFEST))


def _name(folder: Path, values: Mapping[str, object]) -> str:
    found = package_name(content_if_there, folder.as_posix(), values)
    return found.text if found else ""


def _configured(settings: Settings, root: Path, repository: Path) -> Iterator[Package]:
    for alias in settings.root.packages:
        stated = settings.of(alias)
        folder = inside(stated, "path", stated.values.path, root, repository) if stated.values.path else root
        yield Package(
            folder=folder,
            alias=alias,
            name=stated.values.name or name_at(folder),
            because=f"stated in {settings.where('packages', alias)}",
        )


def _named(request: Request, asked: str, known: list[Package], root: Path) -> Package:
    exact = [each for each in known if each.alias == asked]
    matching = exact or [each for each in known if each.answers_to(asked)]
    if len(matching) == 1:
        return matching[0]
    if not known:
        raise _none(request, root)
    called = _called(known)
    close = nearest(asked, tuple(sorted({each for one in known for each in (one.alias, one.name) if each})))
    raise UsageError(
        f"there are {len(matching)} packages that answer to {asked}"
        if matching
        else f"there is no package {asked}",
        where="--package",
        expected=f"one of {', '.join(called)}",
        remedy=_command(request, close or called[0]),
    )


def _called(known: list[Package]) -> list[str]:
    return [each.alias or each.name or each.folder.name for each in known]


def _command(request: Request, package: str) -> str:
    return request.again(request.version, "--package", package)


def _unnamed(request: Request, root: Path) -> Package:
    """Take a root whose files name no package for the one whose modules lie there.

    :raises UsageError: there is none, or there are several.
    """
    manifest = root / MANIFEST
    values = _values(manifest)
    module = only_package(root, values) if values and not name_at(root) else None
    if module is None:
        raise _none(request, root)
    return Package(folder=root, because=f"{module.because} of a root that names none")


def _none(request: Request, root: Path) -> UsageError:
    manifest = root / MANIFEST
    add = 'add it, say where with path = "FOLDER" in [tool.release-tasks] or release-tasks.toml, or pass --root DIR'
    any_release = f"name any release of any project: {request.again('NAME==VERSION')}; or "
    if manifest.is_file():
        document(manifest, content(manifest, needed_by="the package"))
        what = f"{MANIFEST} has no [project] name, and no folder below has a package"
    else:
        what = f"there is no {MANIFEST}"
    return UsageError(
        what,
        where=str(manifest),
        expected="a pyproject.toml with [project] and its name, here or in a folder below",
        remedy=f"{any_release}{add}" if request.task == "verify-pypi" else add,
    )


def _values(manifest: Path) -> Mapping[str, object]:
    try:
        data = manifest.read_bytes()
    except OSError:
        data = b""
    return _parsed(manifest, data)


def _parsed(manifest: Path, data: bytes) -> Mapping[str, object]:
    try:
        return document(manifest, data)
    except UsageError:
        return {}
