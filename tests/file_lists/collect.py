"""Write the file lists of real releases, as facts to test with: names and Requires-Python, nothing else.

    python tests/file_lists/collect.py SIMPLE-URL [NAME==VERSION ...]

Without releases, those that are here are fetched again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from release_tasks.core.index import IndexEndpoint
from release_tasks.core.index.pages import parse_page
from release_tasks.world.index.client import fetch_page

HERE = Path(__file__).parent


def main(simple: str, *releases: str) -> None:
    """Fetch each release's page, and write its list."""
    there = IndexEndpoint(role="pypi", repository="", upload=simple, simple=simple, shown=simple)
    for each in releases or [path.stem for path in sorted(HERE.glob("*.json"))]:
        name, version = each.split("==")
        page = fetch_page(there, name)
        assert page is not None, f"{name} is not there"
        listed = parse_page(page.content, page.content_type, page.url, name).files
        files = {file.name: file.requires_python or "" for file in listed if file.version == version}
        assert files, f"{name} has no {version}"
        text = json.dumps(
            {"project": name, "version": version, "files": dict(sorted(files.items()))}, indent=1
        )
        (HERE / f"{each}.json").write_text(f"{text}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
