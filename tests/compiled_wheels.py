"""Wheels with a compiled module inside, made by the machine's own C compiler in a fraction of a second."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

import pytest
from tiny_wheel import write_wheel

ARCH = platform.machine()
MODULE = """
extern void *PyModule_Create2(void *, int);
%s
static struct { long head[5]; const char *name, *doc; long size; void *rest[5]; } definition = {
    .name = "_fast", .size = -1,
};
void *PyInit__fast(void) { %s; return PyModule_Create2(&definition, 3); }
"""
SOUND = ("", "")
NOT_IN_ABI3 = ("extern void *PyFrame_New(void *, void *, void *, void *);", "PyFrame_New(0, 0, 0, 0)")
CAME_WITH_3_11 = ("extern void *PyType_GetName(void *);", "PyType_GetName(0)")
NEEDS_NEW_GLIBC = ("extern int pthread_create();", "pthread_create(0, 0, 0, 0)")
"""From libc itself since 2.34; before, it was a library's."""


def compiled_wheel(folder: Path, tag: str, code: tuple[str, str] = SOUND, version: str = "1.0") -> Path:
    """Compile a module around ``code`` (a declaration, a call) and put it into a wheel of that tag."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler here")
    made = folder / "_fast.so"
    command = (compiler, "-shared", "-fPIC", "-w", "-x", "c", "-", "-o", str(made))
    subprocess.run(command, input=(MODULE % code).encode(), check=True)
    files: dict[str, bytes] = {"tiny/__init__.py": b"", "tiny/_fast.abi3.so": made.read_bytes()}
    made.unlink()
    return write_wheel(folder, tag=tag, files=files, version=version)
