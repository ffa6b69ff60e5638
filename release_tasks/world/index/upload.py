"""Uploads to an index, by twine; it alone looks for the credentials, and they are in no command line."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from release_tasks.core.actions import Upload
from release_tasks.core.address import split_login
from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.errors import ActionError, ReleaseTasksError, UnreachableError
from release_tasks.core.events import Events
from release_tasks.core.index import IndexEndpoint
from release_tasks.core.ledger import Entry
from release_tasks.core.redaction import HIDDEN, redacted
from release_tasks.core.validation import digest_of
from release_tasks.world.index.failures import refused_login
from release_tasks.world.index.pypirc import endpoint, section
from release_tasks.world.processes.run import run

# twine itself waits for ever.
PATIENCE_S = 300.0
SLOWEST_BYTES_PER_S = 50_000

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]")
_STATUS = re.compile(r"HTTPError: (\d{3}) ")
_NETWORK = re.compile(r"^requests\.exceptions\.(\w+)", re.MULTILINE)
_TAKEN = re.compile(r"already (?:exist|been used)", re.IGNORECASE)


class _Transcript:
    """What twine prints: all of it is kept, and what is for people is told."""

    def __init__(self, tell: Callable[[str], None], secret: str) -> None:
        self._tell = tell
        self._secret = secret
        self._lines: list[str] = []
        self._hushed = self._broken = False

    def hear(self, raw: str) -> None:
        """Take a line: records marked INFO (the index's whole answers) and stack traces are not told."""
        line = redacted(_CONTROL.sub("", raw)).rstrip()
        if len(self._secret) > 3:  # a shorter one would be found in every word
            line = line.replace(self._secret, HIDDEN)
        self._lines.append(line)
        self._broken = self._broken or line.startswith("Traceback (")
        if not line.startswith(" "):
            self._hushed = self._broken or line.startswith("INFO")
        if line and not self._hushed:
            self._tell(line)

    @property
    def text(self) -> str:
        """Everything, without logins."""
        return "\n".join(self._lines)

    @property
    def last_word(self) -> str:
        """The error that it ended with."""
        at = max(self.text.rfind("ERROR "), 0 if self._broken else -1)
        if at == -1:
            return "it gave no reason"
        told = self._lines[-1] if self._broken else self.text[at + len("ERROR ") :]
        return " ".join(told.split())


def upload(action: Upload, events: Events) -> Entry:
    """Upload the files in one go; those that arrived before a failure stay there.

    :raises UnreachableError: the index is down, or too slow.
    :raises RefusedLoginError: it refuses our login, or there is none.
    :raises ActionError: it refuses a file.
    """
    there, files = action.endpoint, [_built(path) for path in action.files]
    environment = _environment(there)
    heard = _Transcript(partial(events.line, f"twine {there.role}"), environment.get("TWINE_PASSWORD", ""))
    try:
        completed = run(
            (sys.executable, "-m", "twine", "--no-color", "upload", *_options(there), *_paths(action)),
            cwd=Path(sys.prefix),
            env=environment,
            check=False,
            timeout_s=PATIENCE_S + sum(each.size for each in files) / SLOWEST_BYTES_PER_S,
            on_line=heard.hear,
        )
    except UnreachableError as error:
        raise UnreachableError(
            "the upload did not come to an end", where=there.shown, remedy="run the same command again"
        ) from error
    if completed.code != 0:
        raise _failure(heard, there)
    data = {
        "role": there.role,
        "index": there.shown,
        "files": [{"name": each.name, "sha256": each.sha256} for each in files],
    }
    return Entry(kind="upload", item="", bound_to=digest_of(files), data=data)


def _built(path: Path) -> BuiltFile:
    content = path.read_bytes()
    return BuiltFile(name=path.name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def _options(there: IndexEndpoint) -> tuple[str, ...]:
    talk = ("--verbose", "--non-interactive", "--disable-progress-bar")
    address, login = split_login(there.upload)
    if login or not there.repository:
        return (*talk, "--repository-url", address)
    if endpoint(there.role, there.repository).shown != there.shown:
        raise ActionError(
            f"[{there.repository}] of .pypirc has another address than when it was looked at",
            where=there.shown,
            remedy="run the same command again",
        )
    return (*talk, "--repository", there.repository)


def _paths(action: Upload) -> tuple[str, ...]:
    return ("--", *(str(path.absolute()) for path in action.files))


def _environment(there: IndexEndpoint) -> dict[str, str]:
    """The user's own, less what would lead twine to another address, or a login that is another index's."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("TWINE_REPOSITORY")
    }
    environment |= {"NO_COLOR": "1", "COLUMNS": "500", "PYTHONUTF8": "1"}
    _, login = split_login(there.upload)
    if login:
        environment |= {"TWINE_USERNAME": login.user, "TWINE_PASSWORD": login.password}
    elif there.role == "testpypi" and there.repository and section(there.repository).get("password"):
        environment.pop("TWINE_USERNAME", None)
        environment.pop("TWINE_PASSWORD", None)
    return environment


def _failure(heard: _Transcript, there: IndexEndpoint) -> ReleaseTasksError:
    """Make an error of what twine said last."""
    text, said, again = (
        heard.text,
        heard.last_word,
        "run the same command again; only what is missing goes up",
    )
    status = int(found[1]) if (found := _STATUS.search(text)) else 0
    if status in (401, 403) or "Credential not found" in text:
        what = f"the index refuses our login ({status})" if status else "no login was found"
        return refused_login(there, f"{what}: {said}")
    if broken := _NETWORK.search(text):
        return UnreachableError(f"the index cannot be reached ({broken[1]})", where=there.shown, remedy=again)
    if status >= 500:
        return UnreachableError(f"the index answers {status}", where=there.shown, remedy=again)
    if status == 409 or (status == 400 and _TAKEN.search(text)):
        return ActionError(
            f"the index has a file of that name already: {said}",
            where=there.shown,
            expected="no such file, or one with our sha256",
            remedy="compare the digests; an index never takes a second file of one name, so release another version",
        )
    return ActionError(f"twine did not upload: {said}", where=there.shown, remedy=again)
