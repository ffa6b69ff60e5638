"""What coverage costs, over a search through every tag that packaging makes for each cell, in one run."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from packaging.utils import parse_wheel_filename

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from installers_choice import releases

from release_tasks.core.coverage.axes import columns, rows
from release_tasks.core.coverage.choices import Files, coverage
from release_tasks.core.coverage.platforms import ranks
from release_tasks.core.coverage.pythons import shapes, tags_of

ROUNDS = 15


def main() -> None:
    """Judge each release whose file list is here in both ways, in turn."""
    print(f"{'':24} files  cells  ours ms  ms a cell  cold ms  naive ms  naive / ours")
    for release in releases():
        _print(f"{release.project} {release.version}", release.files)


def _print(name: str, files: Files) -> None:
    platforms, pythons = rows((files,)), columns((files,))
    cells = len(platforms) * len(pythons)
    cold = _cold(lambda: coverage(files, platforms, pythons))
    pairs = [
        (_cost(lambda: coverage(files, platforms, pythons)), _cost(lambda: _naive(files, platforms, pythons)))
        for _ in range(ROUNDS)
    ]
    ours = statistics.median(one for one, _ in pairs)
    naive = statistics.median(other for _, other in pairs)
    ratio = statistics.median(other / one for one, other in pairs)
    print(
        f"{name:24} {len(files):5} {cells:6} {ours:8.1f} {ours / cells:10.3f} {cold:8.1f} {naive:9.1f} {ratio:12.1f}",
        flush=True,
    )


def _naive(files: Files, platforms: tuple[str, ...], pythons: tuple[str, ...]) -> int:
    sets = [parse_wheel_filename(name)[3] for name in files if name.endswith(".whl")]
    served = 0
    for platform in platforms:
        for python in pythons:
            order = {tag: rank for rank, tag in enumerate(tags_of(python, ranks(platform)))}
            best = [min(order[tag] for tag in tags & order.keys()) for tags in sets if tags & order.keys()]
            served += bool(best)
    return served


def _cold(judge: Callable[[], object]) -> float:
    """As the first release of a run: nothing is remembered yet."""
    ranks.cache_clear()
    shapes.cache_clear()
    return _cost(judge)


def _cost(judge: Callable[[], object]) -> float:
    started = time.process_time()
    judge()
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
