"""Small real wheels, written by hand, whatever their tags."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

MODULE = {"tiny/__init__.py": "ANSWER = 42\n", "tiny/__main__.py": "print('tiny runs')\n"}


def write_wheel(
    folder: Path,
    *,
    name: str = "tiny",
    version: str = "1.0",
    tag: str = "py3-none-any",
    files: Mapping[str, str] | Mapping[str, bytes] = MODULE,
    requires: Sequence[str] = (),
    provides: Sequence[str] = (),
    states: Sequence[str] = (),
    scripts: Mapping[str, str] | None = None,
) -> Path:
    """Write a wheel that installs; ``provides`` are its extras, ``states`` further lines of METADATA, ``scripts`` console scripts by name."""
    info = f"{name}-{version}.dist-info"
    metadata = [
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
        *(f"Requires-Dist: {each}" for each in requires),
        *(f"Provides-Extra: {each}" for each in provides),
        *states,
    ]
    members: dict[str, str | bytes] = {
        **files,
        f"{info}/METADATA": "\n".join(metadata) + "\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tiny\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if scripts:
        lines = "\n".join(f"{each} = {target}" for each, target in scripts.items())
        members[f"{info}/entry_points.txt"] = f"[console_scripts]\n{lines}\n"
    record = "".join(map(_row, members, members.values()))
    members[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    wheel = folder / f"{name}-{version}-{tag}.whl"
    with ZipFile(wheel, "w") as archive:
        for path, text in members.items():
            archive.writestr(path, text)
    return wheel


def _row(path: str, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}\n"
