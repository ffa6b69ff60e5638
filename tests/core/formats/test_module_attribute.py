"""A version that one module takes from another is found where it is written; what is computed is not."""

from __future__ import annotations

import pytest

from release_tasks.core.errors import UsageError
from release_tasks.core.formats import module_attribute


def found(files: dict[str, str], path: str = "src/demo/__init__.py", name: str = "__version__") -> list[str]:
    def read(asked: str) -> bytes | None:
        return files[asked].encode() if asked in files else None

    spots = module_attribute.spots(read, path, (name,))
    return [f"{spot.path.as_posix()}:{spot.line} {spot.text}" for spot in spots]


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"__init__.py": "__version__ = '1.2.0'"}, "__init__.py:1"),
        ({"__init__.py": "VERSION = '1.2.0'\n__version__ = VERSION"}, "__init__.py:1"),
        ({"__init__.py": "from .meta import __version__", "meta.py": "__version__ = '1.2.0'"}, "meta.py:1"),
        ({"__init__.py": "from demo.meta import V as __version__", "meta.py": "\nV = '1.2.0'"}, "meta.py:2"),
        (
            {
                "__init__.py": "from .a import __version__",
                "a/__init__.py": "from ..b import __version__",
                "b.py": "__version__ = '1.2.0'",
            },
            "b.py:1",
        ),
    ],
)
def test_it_is_followed_to_its_literal(files: dict[str, str], place: str) -> None:
    for top in ("src/demo/", "demo/", "/work/demo/demo/"):
        there = {top + name: text for name, text in files.items()}
        assert found(there, f"{top}__init__.py") == [f"{top}{place} 1.2.0"]


@pytest.mark.parametrize(
    "files",
    [
        {"__init__.py": "__version__ = version('demo')"},
        {"__init__.py": "__version__ = other.VERSION"},
        {"__init__.py": "from other.meta import __version__", "meta.py": "__version__ = '1.2.0'"},
        {"__init__.py": "from .meta import other", "meta.py": "__version__ = '1.2.0'"},
        {
            "__init__.py": "from .meta import __version__",
            "meta.py": "print 'python 2'\n__version__ = '1.2.0'",
        },
        {"__init__.py": "from . import __version__"},
        {"__init__.py": "def f():\n    from .meta import __version__", "meta.py": "__version__ = '1.2.0'"},
    ],
)
def test_what_is_computed_or_another_s_is_none(files: dict[str, str]) -> None:
    assert found({f"src/demo/{name}": text for name, text in files.items()}) == []


def test_a_module_that_cannot_be_read_is_told() -> None:
    with pytest.raises(UsageError, match="cannot be parsed as Python"):
        found({"src/demo/__init__.py": "__version__ = = 1"})
