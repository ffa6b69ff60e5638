"""What can be different about a sample host, each a plain function on a host that was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from blueprints import BLUEPRINTS
from hosting import Host, fresh_clone, run_in


def origin_moves_on(host: Host, folder: Path) -> None:
    """Push a commit of somebody else to origin, so that the host's ``main`` is behind."""
    other = fresh_clone(host, folder)
    other.write("AUTHORS", "Ada\nBlaise\n")
    other.commit("docs: name the authors")
    other.git("push", "--quiet", "origin", "main")


def merge_in_progress(host: Host) -> None:
    """Leave the host in the middle of a merge that has a conflict in README.md."""
    readme = host.read("README.md")
    host.git("switch", "--quiet", "--create", "topic")
    host.write("README.md", f"{readme}\nOne end.\n")
    host.commit("docs: one end")
    host.git("switch", "--quiet", "main")
    host.write("README.md", f"{readme}\nAnother end.\n")
    host.commit("docs: another end")
    with pytest.raises(AssertionError, match="CONFLICT"):
        host.git("merge", "topic")


def crate_moves_on(host: Host) -> None:
    """Release a crate of ``barter_workspace`` above the Python package's own version, as v0.12.0."""
    manifest = host.read("barter/Cargo.toml")
    host.write("barter/Cargo.toml", manifest.replace('"0.8.4"', '"0.12.0"'))
    bindings = host.read("barter-python/Cargo.toml")
    host.write("barter-python/Cargo.toml", bindings.replace('version = "0.8.4"', 'version = "0.12.0"'))
    host.commit("chore: release barter 0.12.0")
    host.git("tag", "--annotate", "v0.12.0", "--message", "barter 0.12.0")
    host.git("push", "--quiet", "origin", "main", "v0.12.0")


def never_released(host: Host) -> None:
    """Take away the releases of the host's packages, here and at origin; another crate's tags stay."""
    names = tuple(f"{package.name} v" for package in host.packages)
    own = [
        step.tag for step in BLUEPRINTS[host.name].steps if step.tag and step.tag_message.startswith(names)
    ]
    host.git("tag", "--delete", *own)
    host.git("push", "--quiet", "origin", "--delete", *own)


def with_cargo_lock(host: Host) -> None:
    """Let cargo write the lock file of ``barter_workspace``, as the first build of a maintainer does."""
    completed = run_in(host, ("cargo", "generate-lockfile", "--offline"))
    assert completed.returncode == 0, completed.stderr
