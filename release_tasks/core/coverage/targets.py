"""The platforms that a workflow's words stand for: runner labels, Rust targets, architectures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from release_tasks.core.coverage.matrix import NotUnderstoodError, open_expression
from release_tasks.core.coverage.platforms import UnknownPlatformError, platform_named

_INTEL_MAC = re.compile(r"macos-(?:1[0-3]\b.*|.*(?:intel|-large)$)")
_TRIPLE = re.compile(
    r"(?P<arch>\w+?)-(?:(?:unknown|pc|apple)-)?(?P<system>linux|windows|darwin)(?:-(?P<abi>\w+))?"
)
_RUST_ARCHES = {"powerpc64le": "ppc64le", "riscv64gc": "riscv64", "arm": "armv7l", "armv7": "armv7l"}
_NATIVE = ("", "auto", "native", "auto64", "all", "default")


def runner_platform(job: Mapping[str, Any]) -> str:
    """The platform that a job's runner builds for; of GitHub's own runners, and of labels that begin like theirs.

    :raises NotUnderstoodError: the labels name none.
    """
    where = job.get("runs-on")
    if isinstance(where, Mapping):
        where = where.get("labels")
    labels = [str(each).lower() for each in (where if isinstance(where, list) else [where])]
    for label in labels:
        arm = "arm" in label or "aarch64" in label
        if label.startswith("ubuntu") or label == "linux":
            libc = "musllinux" if re.search("alpine|musllinux", str(job.get("container", ""))) else "linux"
            return f"{libc}-{'aarch64' if arm or 'arm64' in labels else 'x86_64'}"
        if label.startswith("macos"):
            return "macos-x86_64" if _INTEL_MAC.fullmatch(label) else "macos-arm64"
        if label.startswith("windows"):
            return "windows-arm64" if arm or "arm64" in labels else "windows-amd64"
    raise NotUnderstoodError(f"runs-on: {', '.join(labels)}")


def target_platforms(target: str, runner: str, libc: str = "") -> tuple[str, ...]:
    """The platforms of a Rust target, or of a bare architecture on that runner.

    ``libc`` is what maturin's action calls manylinux; it may say musllinux.

    :raises NotUnderstoodError: it is neither.
    """
    system = runner.partition("-")[0]
    if expression := open_expression(target):
        raise NotUnderstoodError(f"target: {expression}")
    arch = target.strip().lower()
    if arch.startswith("universal2"):
        return ("macos-x86_64", "macos-arm64")
    if triple := _TRIPLE.fullmatch(arch):
        arch = triple["arch"]
        system = {"darwin": "macos"}.get(triple["system"], triple["system"])
        if (triple["abi"] or "").startswith("musl"):
            system = "musllinux"
    if libc.startswith("musl") and system == "linux":
        system = "musllinux"
    if arch in _NATIVE:
        arch = runner.partition("-")[2]
    try:
        return (platform_named(f"{system}-{_RUST_ARCHES.get(arch, arch)}"),)
    except UnknownPlatformError:
        raise NotUnderstoodError(f"target: {target}") from None
