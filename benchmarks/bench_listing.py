"""What a host with 20 sessions, or tasks, of its own pays for having us when it lists them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from paired import Command, compare

OWN = 20
NOX_SESSION = '''
@nox.session
def own_{n}(session: nox.Session) -> None:
    """The host's own session {n}."""
    session.install("pytest")
    session.run("pytest", *session.posargs)
'''
INVOKE_TASK = '''
@task(help={{"fast": "leave the slow part out", "target": "what to build"}})
def own_{n}(context, target, fast=False):
    """The host's own task {n}."""
    context.run("make " + target)
'''
NOX_LINES = "\nimport release_tasks.nox\n\nrelease_tasks.nox.register()\n"
INVOKE_LINES = "\nimport release_tasks.invoke\n\nns = release_tasks.invoke.namespace(__name__)\n"


def main() -> None:
    """Compare both doors."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        own = "import nox\n" + "".join(NOX_SESSION.format(n=n) for n in range(OWN))
        compare(
            _listing("nox -l, without us", folder / "nox", "noxfile.py", own, "nox", "-l"),
            _listing("nox -l, with us", folder / "nox-ours", "noxfile.py", own + NOX_LINES, "nox", "-l"),
        )
        own = "from invoke import task\n" + "".join(INVOKE_TASK.format(n=n) for n in range(OWN))
        compare(
            _listing("invoke -l, without us", folder / "invoke", "tasks.py", own, "invoke", "-l"),
            _listing(
                "invoke -l, with us", folder / "invoke-ours", "tasks.py", own + INVOKE_LINES, "invoke", "-l"
            ),
        )


def _listing(name: str, folder: Path, file: str, text: str, *argv: str) -> Command:
    folder.mkdir()
    (folder / file).write_text(text, encoding="utf-8")
    return Command(name=name, argv=(sys.executable, "-m", *argv), folder=folder)


if __name__ == "__main__":
    main()
