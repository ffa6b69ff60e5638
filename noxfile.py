"""Our own sessions, and our own release tasks registered on ourselves."""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.sessions = ["tests", "lint", "types", "contracts", "docs"]

PROJECT = nox.project.load_toml("pyproject.toml")
OURSELVES = ".[nox,invoke,rehearse]"
QUICK = ("-n", "2", "tests/core", "tests/checklist")
SHARED = ("-n", "3", "--dist", "worksteal")
"""One more worker than cores: tests of servers, runs and kills wait more than they work."""

try:
    import release_tasks.nox
except ImportError:
    # A contributor without our dependencies loses the release sessions, and nothing else.
    pass
else:
    release_tasks.nox.register()


def group(name: str) -> list[str]:
    """The requirements of a dependency group."""
    return list(nox.project.dependency_groups(PROJECT, name))


def install_compiled(session: nox.Session, *requirements: str) -> None:
    """Install ourselves and the requirements with their bytecode.

    The tests start hundreds of programs: where these may not keep what they compile (PYTHONDONTWRITEBYTECODE,
    and uv compiles nothing by itself), each would compile everything again.
    """
    session.install("-e", OURSELVES, *requirements, env={"UV_COMPILE_BYTECODE": "1"})
    session.run("python", "-m", "compileall", "-q", "release_tasks")


@nox.session
def tests(session: nox.Session) -> None:
    """The default suite: real git, builds, indexes and installs; under 8 minutes on 2 cores."""
    install_compiled(session, *group("test"))
    session.run("pytest", *SHARED, "--durations=20", "-m", "not slow and not network", *session.posargs)


@nox.session(default=False)
def quick(session: nox.Session) -> None:
    """All judgement: the rooms without windows, which need nothing but Python."""
    session.install("-e", ".", *group("quick"))
    session.run("pytest", *QUICK, *session.posargs)


@nox.session(python=["3.10", "3.12", "3.13"], default=False)
def pythons(session: nox.Session) -> None:
    """The same on the other Pythons that we support, every module compiled and the catalogue loaded."""
    session.install("-e", OURSELVES, *group("quick"))
    session.run("python", "-m", "compileall", "-q", "release_tasks", "noxfile.py", "tasks.py")
    session.run("pytest", *QUICK, "tests/test_catalog.py", *session.posargs)


@nox.session(default=False)
def slow(session: nox.Session) -> None:
    """The long proofs: every sample host through every door, maturin in all its ways."""
    install_compiled(session, *group("test"))
    session.run("pytest", *SHARED, "--durations=40", "-m", "slow", *session.posargs)


@nox.session(default=False)
def network(session: nox.Session) -> None:
    """Real projects, on the index that pip is configured with."""
    install_compiled(session, *group("test"))
    session.run("pytest", "-m", "network", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, and formatting."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strict, on the library, its tests and benchmarks."""
    session.install("-e", OURSELVES, *group("test"), *group("types"))
    session.run("mypy")


@nox.session
def contracts(session: nox.Session) -> None:
    """The rooms, and which may import which."""
    session.install("-e", OURSELVES, *group("lint"))
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """The generated reference is what the code says; links between pages lead somewhere."""
    session.install("-e", OURSELVES)
    how = ["--write"] if "--write" in session.posargs else []
    session.run("python", "docs/reference.py", *how)


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Ratios against a baseline in the same run, of all or of the named ones (-- index installs); nothing is asserted."""
    session.install("-e", OURSELVES, *group("test"), *group("benchmarks"))
    wanted = [f"bench_{each}" for each in session.posargs] or ["bench_*"]
    for each in sorted(path for name in wanted for path in Path("benchmarks").glob(f"{name}.py")):
        session.run("python", os.fspath(each))
