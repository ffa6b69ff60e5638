"""What the sample hosts are: their packages, and the history that leads to the file trees in ``hosts/``.

Data only; ``hosting`` makes real repositories from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DOORS = ("noxfile.py", "tasks.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPackage:
    """One package of a host, and what a release of it has to come to.

    ``path`` and ``sources`` (the tracked files that state the version) are relative to the host's
    root; ``alias`` is the package's name in the settings, None where it needs none. ``tag`` holds
    ``{version}``; ``next_minor`` is what the word ``minor`` comes to.
    """

    name: str
    alias: str | None = None
    path: str = "."
    import_name: str
    version: str
    next_minor: str
    tag: str = "v{version}"
    sources: tuple[str, ...]

    @property
    def last_tag(self) -> str:
        """The tag of the last release, whose version the sources still state."""
        return self.tag.format(version=self.version)

    @property
    def next_tag(self) -> str:
        """The tag of the next minor release."""
        return self.tag.format(version=self.next_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A file that read differently then: ``now``, which it holds once, was ``then``."""

    path: str
    now: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One commit: today's tree, less what it ``lacks``, with what read differently then."""

    message: str
    tag: str | None = None
    tag_message: str = ""
    lacks: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A host: its packages (the first is the one that is released), its history, its vendored crate's place."""

    packages: tuple[HostPackage, ...]
    steps: tuple[Step, ...]
    vendor: str | None = None


def _recorder_monorepo() -> Blueprint:
    folder = "trace-python-recorder"
    young = (*DOORS, f"{folder}/CHANGELOG.md")
    sources = (f"{folder}/pyproject.toml", f"{folder}/Cargo.toml", f"{folder}/Cargo.lock", "uv.lock")
    stated = f'name = "{folder}"\nversion = '
    first = tuple(Edit(path=each, now=f'{stated}"0.4.2"', then=f'{stated}"0.4.1"') for each in sources)
    format_6 = Edit(path=f"{folder}/trace-events/src/lib.rs", now="u32 = 7", then="u32 = 6")
    return Blueprint(
        vendor=f"{folder}/vendor",
        packages=(
            HostPackage(
                name=folder,
                alias="recorder",
                path=folder,
                import_name="trace_python_recorder",
                version="0.4.2",
                next_minor="0.5.0",
                tag="recorder-v{version}",
                sources=sources,
            ),
            HostPackage(
                name="trace-viewer",
                alias="viewer",
                path="trace-viewer",
                import_name="trace_viewer",
                version="0.4.2",
                next_minor="0.5.0",
                tag="viewer-v{version}",
                sources=("trace-viewer/pyproject.toml", "uv.lock"),
            ),
        ),
        steps=(
            Step(
                message="feat: record traces",
                tag="recorder-v0.4.1",
                tag_message=f"{folder} v0.4.1",
                lacks=(*young, "trace-viewer/CHANGELOG.md"),
                edits=(*first, format_6),
            ),
            Step(
                message="chore(viewer): release trace-viewer 0.4.2",
                tag="viewer-v0.4.2",
                tag_message="trace-viewer v0.4.2",
                lacks=young,
                edits=(*first, format_6),
            ),
            Step(
                message="chore(recorder): release trace-python-recorder 0.4.2",
                tag="recorder-v0.4.2",
                tag_message=f"{folder} v0.4.2",
                lacks=young,
                edits=(format_6,),
            ),
            Step(message="feat(recorder): record exceptions with their causes (#31)", lacks=young),
            Step(message="docs: keep a changelog, and run releases as tasks"),
        ),
    )


def _barter_workspace() -> Blueprint:
    folder = "barter-python"
    sources = (f"{folder}/Cargo.toml", f"{folder}/pyproject.toml")
    late = (*DOORS, "release-tasks.toml", f"{folder}/CHANGELOG.md")
    trades = (f"{folder}/python/barter_python/positions.py", f"{folder}/tests_py")
    engine_only = (*DOORS, folder, "vendor", "release-tasks.toml", ".agent")
    alone = Edit(path="Cargo.toml", now='["barter", "barter-python"]', then='["barter"]')

    def engine_at(version: str) -> Edit:
        return Edit(path="barter/Cargo.toml", now='version = "0.8.4"', then=f'version = "{version}"')

    unreleased = (
        Edit(path=sources[0], now='version   =   "0.9.0"', then='version   =   "0.3.0"'),
        Edit(path=sources[1], now='version = "0.9.0"', then='version = "0.3.0"'),
    )
    return Blueprint(
        vendor="vendor",
        packages=(
            HostPackage(
                name=folder,
                alias=folder,
                path=folder,
                import_name="barter_python",
                version="0.9.0",
                next_minor="0.10.0",
                sources=sources,
            ),
        ),
        steps=(
            Step(
                message="feat: trade",
                tag="v0.1.0",
                tag_message="barter 0.1.0",
                lacks=engine_only,
                edits=(alone, engine_at("0.1.0")),
            ),
            Step(
                message="feat: take fees",
                tag="v0.7.0",
                tag_message="barter 0.7.0",
                lacks=engine_only,
                edits=(alone, engine_at("0.7.0")),
            ),
            Step(
                message="feat: bindings for Python",
                tag="v0.8.4",
                tag_message="barter 0.8.4",
                lacks=(*late, *trades),
                edits=unreleased,
            ),
            Step(
                message="chore: release barter-python 0.9.0",
                tag="v0.9.0",
                tag_message="barter-python v0.9.0",
                lacks=(*late, *trades),
            ),
            Step(message="feat: add up trades", lacks=late),
            Step(message="docs: keep a changelog, and run releases as tasks"),
        ),
    )


def _plain(package: HostPackage, *, earlier: str, stated: Mapping[str, str]) -> Blueprint:
    """Give the history of a host with one package: two releases, a change, and the release tasks.

    ``earlier`` is the version of the first release; ``stated`` is how each source states its version.
    """
    before = tuple(
        Edit(path=path, now=form.format(package.version), then=form.format(earlier))
        for path, form in stated.items()
    )
    wordy = Edit(
        path=f"src/{package.import_name}/__main__.py",
        now=f'prog="{package.import_name}"',
        then=f'prog="python -m {package.import_name}"',
    )
    young = (*DOORS, "CHANGELOG.md")
    return Blueprint(
        packages=(package,),
        steps=(
            Step(
                message="feat: begin",
                tag=package.tag.format(version=earlier),
                tag_message=f"{package.name} v{earlier}",
                lacks=young,
                edits=(*before, wordy),
            ),
            Step(
                message=f"chore: release {package.version}",
                tag=package.last_tag,
                tag_message=f"{package.name} v{package.version}",
                lacks=young,
                edits=(wordy,),
            ),
            Step(message="feat: shorten the help", lacks=young),
            Step(message="docs: keep a changelog, and run releases as tasks"),
        ),
    )


def _plain_hatchling() -> Blueprint:
    return _plain(
        HostPackage(
            name="plain-hatchling",
            import_name="plain_hatchling",
            version="1.4.0",
            next_minor="1.5.0",
            sources=("pyproject.toml",),
        ),
        earlier="1.3.1",
        stated={"pyproject.toml": 'version = "{}"'},
    )


def _plain_setuptools() -> Blueprint:
    return _plain(
        HostPackage(
            name="plain-setuptools",
            import_name="plain_setuptools",
            version="2.0.3",
            next_minor="2.1.0",
            tag="{version}",
            sources=("pyproject.toml", "docs/install.md"),
        ),
        earlier="2.0.2",
        stated={"pyproject.toml": 'version = "{}"', "docs/install.md": "plain-setuptools=={}"},
    )


def _dynamic_version() -> Blueprint:
    return _plain(
        HostPackage(
            name="dynamic-version",
            import_name="dynamic_version",
            version="0.3.0",
            next_minor="0.4.0",
            sources=("src/dynamic_version/__init__.py",),
        ),
        earlier="0.2.0",
        stated={"src/dynamic_version/__init__.py": '__version__ = "{}"'},
    )


BLUEPRINTS: Mapping[str, Blueprint] = MappingProxyType(
    {
        "recorder_monorepo": _recorder_monorepo(),
        "barter_workspace": _barter_workspace(),
        "plain_hatchling": _plain_hatchling(),
        "plain_setuptools": _plain_setuptools(),
        "dynamic_version": _dynamic_version(),
    }
)
