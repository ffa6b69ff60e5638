"""Trees written in every odd manner: either only the right bytes change, or nothing does.

What changed is judged by other parsers than those that find the places: tomlkit, configparser, PyYAML, msgspec,
and Python running the module.
"""

from __future__ import annotations

import configparser
import copy
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sourcing import bumped, project

from release_tasks.core.errors import UsageError

OLD = "1.2.0"
BOM = b"\xef\xbb\xbf"

TOML_NOISE = st.sampled_from(
    [
        f'# version = "{OLD}"\n',
        f'[tool.other]\nversion = "{OLD}" # version = "{OLD}"\n',
        f'[[tool.list]]\nversion = "{OLD}"\n[tool.list.project]\nversion = "{OLD}"\n',
        f'[tool.inline]\na = {{ project = {{ version = "{OLD}" }}, b = ["version = \\"{OLD}\\""] }}\n',
        f'[tool.text]\na = """\n[project]\nversion = "{OLD}"\n"""\nb = \'\'\'\nversion = "{OLD}"\'\'\'\n',
        f'[dependency-groups]\ndev = [\n\t"other>={OLD}", # {OLD}\n]\n',
        "\n \t\n",
    ]
)
PROJECT = st.sampled_from(
    [
        '[project]\nname = "demo-pkg"\nversion = "{}"\n',
        '[project]\n# version = "1.2.0"\n\tversion\t=\t"{}"\t# 1.2.0\nname = "demo-pkg"\n',
        '[project]\n"name" = "demo-pkg"\n\'version\' = \'{}\'\ndescription = "1.2.0"\n',
        '[ project ]\nname = "demo-pkg"\nversion = """{}"""\nurls = {{ version = "1.2.0" }}\n',
        '[project]\nname = "demo-pkg"\nversion = "{}" #1.2.0\noptional-dependencies.version = ["a==1.2.0"]\n',
    ]
)
PROJECT_FIRST = st.sampled_from(
    [
        'project.name = "demo-pkg"\nproject.version = "{}"\n',
        'project = {{ name = "demo-pkg", version = "{}", description = "1.2.0" }}\n',
        'project.version = \'{}\' # "1.2.0"\nproject."name" = "demo-pkg"\n',
    ]
)
MODULE = st.sampled_from(
    [
        '__version__ = "{}"\n',
        "# 1.2.0\n__version__: str = r'{}'  # 1.2.0\n",
        '"""__version__ = "1.2.0" """\nother = "1.2.0"\n__version__ = \'\'\'{}\'\'\'\nif True:\n\t__version__ = __version__\n',
        "x = '1.2.0'; __version__ = '{}'; y = '1.2.0'\n",
        "from __future__ import annotations\n__version__ = version = ('{}')\nCOPY = __version__ + '1.2.0'\n",
        "def f():\n\t__version__ = '1.2.0'\nclass C:\n\t__version__ = '1.2.0'\n__version__ = '{}'\n",
    ]
)
SETUP_CFG = st.sampled_from(
    [
        "[metadata]\nname = demo-pkg\nversion = {}\n",
        "; version = 1.2.0\n[other]\nversion = 1.2.0\n[metadata]\nversion: {}\nlong =\n\tversion = 1.2.0\n\t1.2.0\n",
        "[metadata]\nversion={}\n# version = 1.2.0\n[options]\nversion = 1.2.0\n",
    ]
)
PACKAGE_JSON = st.sampled_from(
    [
        '{{"name": "demo-pkg", "version": "{}"}}',
        '{{\n\t"dependencies": {{"version": "1.2.0"}},\n\t"name":"demo-pkg",\n\t"version"\t:\t"{}",\n\t"x": ["1.2.0", {{"version": "1.2.0"}}]\n}}\n',
        '{{"a": "\\"version\\": \\"1.2.0\\"", "version": "{}", "name": "@org/demo-pkg"}}\n',
    ]
)
CITATION = st.sampled_from(
    [
        "cff-version: 1.2.0\nversion: {}\n",
        'version: "{}" # 1.2.0\nreferences:\n- version: 1.2.0\ncff-version: 1.2.0\n',
        "message: |\n  version: 1.2.0\nversion:\t{}\n".replace("\t", " "),
    ]
)


def module_of(text: str) -> dict[str, Any]:
    scope: dict[str, Any] = {}
    exec(compile(text, "module", "exec"), scope)  # noqa: S102  # our own text, run as Python runs it
    return {name: value for name, value in scope.items() if isinstance(value, str)}


def ini_of(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


PARSERS: dict[str, Callable[[str], Any]] = {
    "pyproject.toml": lambda text: tomlkit.parse(text).unwrap(),
    "demo_pkg/__init__.py": module_of,
    "setup.cfg": ini_of,
    "package.json": msgspec.json.decode,
    "CITATION.cff": lambda text: yaml.load(text, Loader=yaml.BaseLoader),  # noqa: S506  # strings only
}
PLACES = {"pyproject.toml": ("project",), "setup.cfg": ("metadata",)}
BESIDE = {
    "demo_pkg/latin.py": "# -*- coding: latin-1 -*-\n# é 1.2.0\n".encode("latin-1"),
    "notes.txt": b"\xff1.2.0\x00",
}


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """Files by name; each that states the version does so once where it counts, and elsewhere by chance."""
    noise = draw(st.lists(TOML_NOISE, max_size=3, unique=True))
    if draw(st.booleans()):
        manifest = draw(PROJECT_FIRST) + "".join(noise)
    else:
        first = [each for each in noise if not each.startswith("[dep")]
        manifest = "".join(first) + draw(PROJECT)
    texts = {"pyproject.toml": manifest.replace("{{", "{").replace("}}", "}").replace("{}", OLD)}
    for name, kind in {
        "demo_pkg/__init__.py": MODULE,
        "setup.cfg": SETUP_CFG,
        "package.json": PACKAGE_JSON,
        "CITATION.cff": CITATION,
    }.items():
        if draw(st.booleans()):
            texts[name] = draw(kind).format(OLD)
    return {name: odd(draw, name, text) for name, text in texts.items()} | BESIDE


def odd(draw: st.DrawFn, name: str, text: str) -> bytes:
    """Give the bytes of a text with odd line ends, a byte order mark, or no line end at its end."""
    text = text if draw(st.booleans()) else text.rstrip("\n")
    data = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode()
    return BOM + data if draw(st.booleans()) and name != "CITATION.cff" else data


def expected(name: str, before: bytes, version: str) -> Any:
    """What another parser has to read when only the package's own version is new."""
    wanted = copy.deepcopy(parsed(name, before))
    if name.endswith(".py"):
        return (
            wanted
            | {key: version for key in ("__version__", "version") if key in wanted}
            | ({"COPY": version + OLD} if "COPY" in wanted else {})
        )
    place = wanted
    for key in PLACES.get(name, ()):
        place = place[key]
    place["version"] = version
    return wanted


def parsed(name: str, data: bytes) -> Any:
    return PARSERS[name](data.decode("utf-8-sig").replace("\r\n", "\n"))


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from(["1.3.0", "2.0.0rc1", "1.2.0.post1", "1.2.0.1", "1!1.0"]))
def test_only_the_right_bytes_change_or_nothing_does(files: dict[str, bytes], version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        for name, data in files.items():
            (top / name).parent.mkdir(exist_ok=True)
            (top / name).write_bytes(data)
        try:
            bumped(project(top), version)
        except UsageError:
            refused = True
            assert "package.json" in files
            assert version in ("1.2.0.post1", "1.2.0.1", "1!1.0"), "npm takes all others"
        else:
            refused = False
        after = {name: (top / name).read_bytes() for name in files}
    if refused:
        assert after == files
        return
    for name, before in files.items():
        if name in BESIDE:
            assert after[name] == before
            continue
        spelled = "2.0.0-rc.1" if name == "package.json" and version == "2.0.0rc1" else version
        kept = b"(?:%s|%s)" % (re.escape(spelled.encode()), re.escape(OLD.encode()))
        assert re.fullmatch(kept.join(map(re.escape, before.split(OLD.encode()))), after[name]), after[name]
        assert parsed(name, after[name]) == expected(name, before, spelled), after[name]
