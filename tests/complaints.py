"""What a user is told of bad input, and the proof that nothing changed: by a real run in a real host."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from hosting import Host, git, run_in

_REMEDY = re.compile(r"^\s*to mend: +(\S.*)$|^\s*(pass --.*)$", re.MULTILINE)
_STREAMED = re.compile(r"^ {10,}(?:tests|build|commit|push) \| .*$|^ {20,}\S.*$", re.MULTILINE)
"""What commands printed themselves: as it came, and its tail below the verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a run said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All that was said."""
        return self.out + self.err

    @property
    def remedies(self) -> tuple[str, ...]:
        """Each remedy that was named, in order."""
        return tuple(first or second for first, second in _REMEDY.findall(self.text))

    def verdict(self, item: str) -> str:
        """The word before an item."""
        found = re.search(rf"^  (\S+(?: do)?) +{re.escape(item)} ", self.out, re.MULTILINE)
        assert found, f"nothing on {item} in\n{self.out}"
        return found[1]


def told(host: Host, task: str, *arguments: str) -> Told:
    """Run a task of ours in the host, and hold that it ends as a tool does, not as a bug."""
    done = run_in(host, (sys.executable, "-m", "release_tasks", task, *arguments))
    seen = Told(code=done.returncode, out=done.stdout, err=done.stderr)
    assert "Traceback" not in _STREAMED.sub("", seen.text), seen.text
    assert seen.code != 70, seen.text
    return seen


def refused(
    host: Host,
    task: str,
    *arguments: str,
    code: int,
    says: tuple[str, ...],
    remedy: str,
    at_origin: bool = True,
) -> Told:
    """Hold that a run ends with ``code``, says all of ``says``, names the remedy, and changes nothing.

    ``at_origin`` is False for a host whose origin is not there.
    """
    before = picture(host, at_origin=at_origin)
    seen = told(host, task, *arguments)
    assert seen.code == code, seen.text
    for each in says:
        assert each in seen.text, f"{each!r} is not in\n{seen.text}"
    assert any(remedy in each for each in seen.remedies), f"{remedy!r} is no remedy in\n{seen.text}"
    assert picture(host, at_origin=at_origin) == before, seen.text
    return seen


def looked(host: Host, *arguments: str, says: tuple[str, ...] = ()) -> Told:
    """Hold that ``status`` shows what it can, with exit code 0, and changes nothing."""
    before = picture(host, at_origin=False)
    seen = told(host, "status", *arguments)
    assert seen.code == 0, seen.text
    for each in ("metadata.bump", "validate.build", "tag.push", "post.announce", "inferred", *says):
        assert each in seen.text, f"{each!r} is not in\n{seen.text}"
    assert picture(host, at_origin=False) == before
    return seen


def picture(host: Host, *, at_origin: bool = True) -> Mapping[str, object]:
    """Everything that a release could change: each file's bytes, HEAD, refs, index, and origin's refs."""
    seen = files(host)
    if (host.root / ".git").exists():
        seen["HEAD"] = (host.root / ".git" / "HEAD").read_text(encoding="utf-8")
        seen["refs"] = host.git("for-each-ref")
        seen["status"] = host.git("--no-optional-locks", "status", "--porcelain", "--untracked-files=all")
    if at_origin:
        seen["origin"] = git(host.origin, "for-each-ref")
    return seen


def files(host: Host) -> dict[str, object]:
    """The bytes of each file of the work tree."""
    return {
        path.relative_to(host.root).as_posix(): path.read_bytes() if path.is_file() else "folder"
        for path in host.root.rglob("*")
        if not {".git", "__pycache__"}.intersection(path.relative_to(host.root).parts)
    }


def edit(host: Host, path: str, now: str, then: str) -> None:
    """Replace a text that a file of the host holds once."""
    text = host.read(path)
    assert text.count(now) == 1, f"{path} holds {now!r} {text.count(now)} times"
    host.write(path, text.replace(now, then))


def settle(host: Host, *lines: str) -> None:
    """Append settings to the host's pyproject.toml, which has none, and commit them."""
    host.write(
        "pyproject.toml", host.read("pyproject.toml") + "\n".join(("\n[tool.release-tasks]", *lines, ""))
    )
    host.commit("chore: settings")
