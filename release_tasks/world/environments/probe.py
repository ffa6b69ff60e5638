"""Run by the Python of a clean environment: imports what a distribution installed, and writes down what it saw.

It is handed to that Python as a file, so it uses the standard library alone, of Python 3.8 and later.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import sysconfig
from importlib import metadata

_MODULES = (".py", ".so", ".pyd")
_METADATA = (".dist-info", ".egg-info", ".data")


def main_module(distribution: str, paths: list[tuple[str, ...]]) -> str:
    """Give the module that a distribution is imported by, from the paths that it installed; empty if it has none.

    That is the one named as the distribution is, else the public one with the most files.
    """
    inside = [each for each in paths if ".." not in each and not each[0].endswith(_METADATA)]
    packages = {each[:-1] for each in inside if len(each) > 1 and each[-1].startswith("__init__.")}
    sizes: dict[str, int] = {}
    for path in inside:
        found = next((path[:end] for end in range(1, len(path)) if path[:end] in packages), None)
        if found is None and (len(path) == 1 or not packages) and path[-1].endswith(_MODULES):
            found = (*path[:-1], path[-1].partition(".")[0])
        if found and all(part.isidentifier() for part in found):
            name = ".".join(found)
            sizes[name] = sizes.get(name, 0) + 1
    wanted = _normalized(distribution)
    return max(
        sizes,
        key=lambda name: (
            _normalized(name) == wanted,
            not name.startswith("_") and "._" not in name,
            sizes[name],
        ),
        default="",
    )


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(distribution: str) -> metadata.Distribution:
    """Find what was installed, however its name is spelled: before Python 3.10 a dot and a hyphen were not the same."""
    wanted = _normalized(distribution)
    for each in metadata.distributions():
        if _normalized(each.metadata["Name"] or "") == wanted:
            return each
    return metadata.distribution(distribution)


def main(distribution: str, answer: str, import_name: str) -> None:
    """Import the module (empty: find out which), and write the answer as JSON."""
    found = _installed(distribution)
    name = import_name or main_module(distribution, [each.parts for each in found.files or ()])
    origin = ""
    if name:
        module = importlib.import_module(name)
        origin = getattr(module, "__file__", None) or next(iter(module.__path__))
    told = {
        "module": name,
        "origin": origin,
        "version": found.version,
        "direct_url": found.read_text("direct_url.json"),
        "wheel": found.read_text("WHEEL"),
        "site": [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")],
    }
    with open(answer, "w", encoding="utf-8") as file:  # noqa: PTH123  # as old Pythons have it
        json.dump(told, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
