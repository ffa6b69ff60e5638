"""What lock files of 10,000 packages cost a bump, over reading them, and over a parse of them as TOML."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from release_tasks.core.formats import cargo_lock, proof, uv_lock
from release_tasks.core.spots import VersionSpot

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENTRIES = 10_000
OLD, NEW = "1.2.0", "1.3.0"
DIGEST = "0" * 64


def main() -> None:
    """Compare both kinds: how each is searched, changed, and proven."""
    cargo, uv = "".join(_cargo()).encode(), "".join(_uv()).encode()
    _compare("Cargo.lock", cargo, lambda path, data: cargo_lock.spots(path, data, {"demo-pkg"}, OLD))
    _compare("uv.lock", uv, lambda path, data: uv_lock.spots(path, data, "demo-pkg", "."))


def _compare(name: str, data: bytes, find: Callable[[Path, bytes], tuple[VersionSpot, ...]]) -> None:
    path = Path(name)

    def bump() -> None:
        replacements = [(spot, NEW) for spot in find(path, data)]
        proof.prove(path, data, replacements)
        proof.spliced(data, replacements)

    ours = min(_time(bump) for _ in range(5))
    parse = _time(lambda: tomllib.loads(data.decode()))
    scan = min(_time(lambda: data.count(b"\n")) for _ in range(5))
    print(
        f"{name}: {ENTRIES} packages, {len(data) / 1e6:.1f} MB, {len(find(path, data))} places of the version"
    )
    print(f"  counting its lines             {1000 * scan:8.1f} ms")
    print(f"  finding, proving and changing  {1000 * ours:8.1f} ms  {ours / scan:7.1f}x")
    print(f"  parsing it once as TOML        {1000 * parse:8.1f} ms  {parse / ours:7.1f}x of ours\n")


def _time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _cargo() -> Iterator[str]:
    yield f'version = 4\n\n[[package]]\nname = "demo-pkg"\nversion = "{OLD}"\ndependencies = [\n "crate-1",\n]\n'
    for number in range(ENTRIES):
        yield (
            f'\n[[package]]\nname = "crate-{number}"\nversion = "{OLD}"\n'
            f'source = "registry+https://index.example/crates"\nchecksum = "{DIGEST}"\n'
            f'dependencies = [\n "crate-{number // 2}",\n "crate-{number // 3}",\n]\n'
        )


def _uv() -> Iterator[str]:
    yield f'version = 1\nrequires-python = ">=3.10"\n\n[[package]]\nname = "demo-pkg"\nversion = "{OLD}"\nsource = {{ editable = "." }}\n'
    for number in range(ENTRIES):
        files = "".join(
            f'    {{ url = "https://index.example/p{number}-{OLD}-{tag}.whl", hash = "sha256:{DIGEST}", size = 12345 }},\n'
            for tag in ("cp310", "cp311", "cp312")
        )
        yield (
            f'\n[[package]]\nname = "package-{number}"\nversion = "{OLD}"\n'
            'source = { registry = "https://index.example/simple" }\n'
            f'dependencies = [\n    {{ name = "package-{number // 2}" }},\n]\nwheels = [\n{files}]\n'
        )


if __name__ == "__main__":
    main()
