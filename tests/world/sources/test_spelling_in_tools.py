"""Versions as we spell them, read by the tools that insist on a spelling: cargo, npm's own parser, maturin."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from release_tasks.core.errors import UsageError
from release_tasks.core.spelling import is_semver, spelled
from release_tasks.core.version import from_semver

MATURIN = shutil.which(
    "maturin", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
)
NPM_SEMVER = next(
    (
        path
        for path in map(Path, ("/usr/share/nodejs/semver", "/usr/lib/node_modules/npm/node_modules/semver"))
        if path.is_dir()
    ),
    None,
)
needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="cargo is not on PATH")
needs_npm = pytest.mark.skipif(
    shutil.which("node") is None or NPM_SEMVER is None, reason="npm's version parser is not on this machine"
)
needs_maturin = pytest.mark.skipif(MATURIN is None, reason="maturin is not installed")

RELEASES = ("0.0.0", "1.2.0", "1.2", "3", "2026.1.0", "10.20.30")
ENDINGS = ("", "a0", "a1", "b2", "rc1", "rc10", ".dev0", ".dev4", "rc1.dev2", "+ours.1")
EXAMPLES = (
    *(
        "0.9.0",
        "0.9.0-alpha.3",
        "0.9.0-alpha3",
        "0.9.0-a3",
        "0.9.0-a.3",
        "0.9.0-alpha",
        "0.9.0-RC.1",
        "0.9.0-pre.3",
    ),
    *(
        "0.9.0-dev",
        "0.9.0-dev.4",
        "0.9.0-rc1.dev2",
        "0.9.0-rc.1-dev.2",
        "0.9.0rc1",
        "0.09.0",
        "v0.9.0",
        "0.9.0-01",
    ),
)
VERSIONS = tuple(f"{release}{ending}" for release, ending in itertools.product(RELEASES, ENDINGS))

ACCEPTED = (
    *(
        "1.2.0",
        "1.2.0-rc.1",
        "1.2.0-rc1",
        "1.2.0-rc",
        "1.2.0-alpha.1",
        "1.2.0-a1",
        "1.2.0-beta.2",
        "1.2.0-c.3",
    ),
    *(
        "1.2.0-pre.3",
        "1.2.0-preview.3",
        "1.2.0-RC.1",
        "1.2.0-dev.4",
        "1.2.0-dev",
        "1.2.0-post.1",
        "1.2.0-rev.2",
    ),
    *(
        "1.2.0-1",
        "1.2.0+build.5",
        "1.2.0+local-7",
        "1.2.0-rc.1.dev.2",
        "1.2.0-alpha-1",
        "2026.1.0",
        "1.2.0-rc.1+ours",
    ),
)
REFUSED = ("1.2.0-foo.1", "1.2.0-rc.1.2", "1.2.0-canary.1", "1.2.0-1.2", "1.2.0-0.3.7")


def written() -> dict[str, Version]:
    """Every version in every manner, as SemVer."""
    pairs = itertools.product(VERSIONS, ("", *EXAMPLES))
    return {spelled(version, "semver", (example,)): Version(version) for version, example in pairs}


def crate(folder: Path, name: str, version: str) -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.rs").write_text("fn main() {}\n")
    manifest = folder / "Cargo.toml"
    manifest.write_text(f'[package]\nname = "{name}"\nversion = "{version}"\nedition = "2021"\n')
    return manifest


def test_all_that_is_written_is_the_version_that_was_meant() -> None:
    assert all(is_semver(text) and Version(text) == version for text, version in written().items())
    assert len(written()) > len(VERSIONS)


@needs_cargo
def test_cargo_takes_every_version_that_we_write(tmp_path: Path) -> None:
    texts = sorted(written())
    for at, text in enumerate(texts):
        crate(tmp_path / f"c{at}", f"c{at}", text)
    (tmp_path / "Cargo.toml").write_text('[workspace]\nresolver = "2"\nmembers = ["c*"]\n')
    argv = ("cargo", "metadata", "--no-deps", "--offline", "--format-version", "1")
    done = subprocess.run(argv, cwd=tmp_path, check=True, capture_output=True)
    read = {each["name"]: each["version"] for each in json.loads(done.stdout)["packages"]}
    assert read == {f"c{at}": text for at, text in enumerate(texts)}


@needs_cargo
@pytest.mark.parametrize(
    "text", ["1.2", "1.2.0rc1", "1.2.0.1", "1!1.2.0", "v1.2.0", "2026.01.0", "1.2.0-01", "1.2.0-rc.01"]
)
def test_what_cargo_refuses_is_no_semver(tmp_path: Path, text: str) -> None:
    manifest = crate(tmp_path / "c", "c", text)
    done = subprocess.run(
        ("cargo", "read-manifest", "--manifest-path", str(manifest)), capture_output=True, check=False
    )
    assert done.returncode != 0
    assert not is_semver(text)


@needs_npm
def test_npm_takes_every_version_that_we_write_and_agrees_on_what_it_refuses() -> None:
    texts = [*sorted(written()), *EXAMPLES, *ACCEPTED, "1.2", "1.2.0.1", "2026.01.0", "1.2.0-rc.01"]
    # npm's parser forgives a v in front; a manifest with one is rewritten without, so we count it as none.
    script = (
        "const {valid} = require(process.argv[1]); "
        "process.stdin.on('data', data => console.log(JSON.stringify(JSON.parse(data).map(t => valid(t) !== null && t[0] != 'v'))))"
    )
    argv = ("node", "-e", script, str(NPM_SEMVER))
    done = subprocess.run(argv, input=json.dumps(texts), text=True, check=True, capture_output=True)
    assert json.loads(done.stdout) == [is_semver(text) for text in texts]


@needs_cargo
@needs_maturin
@pytest.mark.slow
@pytest.mark.parametrize("text", [*ACCEPTED, *REFUSED])
def test_a_crate_s_version_is_read_as_maturin_reads_it(tmp_path: Path, text: str) -> None:
    assert MATURIN is not None
    crate(tmp_path, "demo", text)
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["maturin>=1,<2"]\nbuild-backend = "maturin"\n'
        '[project]\nname = "demo"\ndynamic = ["version"]\n[tool.maturin]\nbindings = "bin"\n'
    )
    argv = (MATURIN, "pep517", "write-dist-info", "--metadata-directory", str(tmp_path / "out"))
    environment = os.environ | {"CARGO_NET_OFFLINE": "true"}
    done = subprocess.run(argv, cwd=tmp_path, env=environment, capture_output=True, check=False)
    if text in REFUSED:
        assert done.returncode != 0
        with pytest.raises(UsageError, match="no PEP 440 form"):
            from_semver(text)
        return
    assert done.returncode == 0, done.stderr.decode()
    (found,) = (tmp_path / "out").iterdir()
    assert found.name == f"demo-{from_semver(text)}.dist-info"
