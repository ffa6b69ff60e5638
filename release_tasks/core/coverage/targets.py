"""The platforms that a workflow's words stand for: runner labels, Rust targets, architectures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from release_tasks.core.coverage.matrix import NotUnderstoodError, open_expression
from release_tasks.core.coverage.platforms import UnknownPlatformError, platform_named

_SYSTEM = re.compile(r"(?:^|-)(ubuntu|linux|macos|windows)(?=$|[-_])")
_INTEL_MAC = re.compile(r"macos-(?:1[0-3]\b.*|.*(?:intel|-large)$)")
_QUOTED = re.compile(r"'([^']*)'")
_TRIPLE = re.compile(
    r"(?P<arch>\w+?)-(?:(?:unknown|pc|apple)-)?(?P<system>linux|windows|darwin)(?:-(?P<abi>\w+))?"
)
_RUST_ARCHES = {"powerpc64le": "ppc64le", "riscv64gc": "riscv64", "arm": "armv6l", "armv7": "armv7l"}
_PROMISES = (("manylinux", "linux"), ("musllinux", "musllinux"))
_NATIVE = ("", "auto", "native", "auto64", "all", "default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Where a job runs: the ``platform`` that it builds for by itself (empty if not known here), its ``labels``."""

    platform: str
    labels: str

    @property
    def system(self) -> str:
        """Linux, musllinux, macOS or Windows, in lower case."""
        return self.known().partition("-")[0]

    @property
    def arch(self) -> str:
        """Its processor."""
        return self.known().partition("-")[2]

    def known(self) -> str:
        """The platform.

        :raises NotUnderstoodError: the labels name none.
        """
        if not self.platform:
            raise NotUnderstoodError(f"runs-on: {self.labels}")
        return self.platform


def runner_of(job: Mapping[str, Any]) -> Runner:
    """Tell a job's runner by its labels: GitHub's own, and those that name a system as GitHub does.

    Where an expression chooses between labels, they count if they all mean the same.
    """
    where = job.get("runs-on")
    if isinstance(where, Mapping):
        where = where.get("labels")
    stated = [str(each) for each in (where if isinstance(where, list) else [where])]
    labels = [
        label.lower() for each in stated for label in (_QUOTED.findall(each) if "${{" in each else [each])
    ]
    musl = bool(re.search("alpine|musllinux", str(job.get("container", ""))))
    meant = {platform for each in labels if (platform := _meant(each, labels, musl=musl))}
    return Runner(platform=meant.pop() if len(meant) == 1 else "", labels=", ".join(stated))


def _meant(label: str, labels: Sequence[str], *, musl: bool) -> str:
    found = _SYSTEM.search(label)
    if not found:
        return ""
    arm = "arm" in label or "aarch64" in label or "arm64" in labels
    if found[1] == "macos":
        return "macos-x86_64" if _INTEL_MAC.search(label) else "macos-arm64"
    if found[1] == "windows":
        return "windows-arm64" if arm else "windows-amd64"
    return f"{'musllinux' if musl else 'linux'}-{'aarch64' if arm else 'x86_64'}"


def target_platforms(target: str, runner: Runner, compatibility: str = "") -> tuple[str, ...]:
    """The platforms of a Rust target, or of a bare architecture on that runner.

    ``compatibility`` is what maturin is told to promise: manylinux and musllinux in any number, or another word.

    :raises NotUnderstoodError: it is neither.
    """
    if expression := open_expression(f"{target} {compatibility}"):
        raise NotUnderstoodError(f"target: {expression}")
    arch = target.strip().lower()
    if arch.startswith("universal2"):
        return ("macos-x86_64", "macos-arm64")
    if triple := _TRIPLE.fullmatch(arch):
        arch = triple["arch"]
        musl = (triple["abi"] or "").startswith("musl")
        system = {"darwin": "macos"}.get(triple["system"], "musllinux" if musl else triple["system"])
    else:
        arch, system = (runner.arch if arch in _NATIVE else arch), runner.system
    systems: tuple[str, ...] = (system,)
    if system in ("linux", "musllinux"):
        systems = tuple(name for word, name in _PROMISES if word in compatibility) or systems
    try:
        return tuple(platform_named(f"{each}-{_RUST_ARCHES.get(arch, arch)}") for each in systems)
    except UnknownPlatformError:
        raise NotUnderstoodError(f"target: {target}") from None
