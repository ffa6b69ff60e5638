"""What the name of a distribution file says (PyPA: binary and source distribution formats)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.tags import Tag
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from release_tasks.core.artifacts import DistributionKind
from release_tasks.core.coverage.platforms import PLAIN_LINUX
from release_tasks.core.findings import Finding

_SDIST_SUFFIX = ".tar.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """A file name, taken apart: ``name`` normalized, ``version`` canonical, ``tags`` and ``build`` a wheel's."""

    text: str
    kind: DistributionKind
    name: str
    version: str
    build: str = ""
    tags: frozenset[Tag] = frozenset()

    @property
    def stem(self) -> str:
        """The name without its suffix; an sdist's one folder is named so."""
        return self.text.removesuffix(_SDIST_SUFFIX if self.kind == "sdist" else ".whl")


def parse_filename(text: str) -> FileName:
    """Take the name of an sdist or wheel apart.

    :raises ValueError: it is the name of neither; the message says what is wrong with it.
    """
    try:
        if text.endswith(".whl"):
            name, version, build, tags = parse_wheel_filename(text)
            number = "".join(str(part) for part in build)
            return FileName(text=text, kind="wheel", name=name, version=str(version), build=number, tags=tags)
        if text.endswith(_SDIST_SUFFIX):
            name, version = parse_sdist_filename(text)
            return FileName(text=text, kind="sdist", name=name, version=str(version))
    except (InvalidWheelFilename, InvalidSdistFilename) as error:
        raise ValueError(str(error)) from error
    raise ValueError("neither a wheel (.whl) nor an sdist (.tar.gz)")


def is_of(text: str, name: str, version: str) -> bool:
    """Whether a file name is that of an sdist or wheel of this name and (canonical) version."""
    try:
        parsed = parse_filename(text)
    except ValueError:
        return False
    return parsed.name == canonicalize_name(name) and parsed.version == version


def refused_platforms(file: FileName) -> Iterator[Finding]:
    """Find platform tags that PyPI refuses: ``linux_*``, but for two, promises nothing about the C library."""
    plain = {tag.platform for tag in file.tags if tag.platform.startswith("linux_")}
    refused = sorted(plain.difference(PLAIN_LINUX))
    if refused:
        yield Finding(
            kind="a platform tag that PyPI refuses",
            subject=file.text,
            expected="a manylinux or musllinux tag",
            found=", ".join(refused),
            remedy='build with maturin --compatibility pypi (MATURIN_PEP517_ARGS), or run "auditwheel repair"',
        )
