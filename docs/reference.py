"""Writes the reference pages from the code, or, without ``--write``, says which of them are out of date.

Also checks that every relative link in README and docs leads to a file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from release_tasks.catalog import TASKS, Param
from release_tasks.checklist import BESIDE, STAGES, stage_items
from release_tasks.world.settings.reading import described_settings

DOCS = Path(__file__).resolve().parent
NOTE = "<!-- made by docs/reference.py; do not edit: nox -s docs -- --write -->\n\n"
COMMON = tuple(param for param in TASKS[0].params if all(param in each.params for each in TASKS))
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def checklist_page() -> str:
    """Every item with its line, why, and the place where its rule is written."""
    parts = ["# The checklist\n\n", NOTE]
    for stage in (*STAGES, BESIDE):
        parts.append(f"## {stage}\n\n| item | what holds when it is settled | rule |\n|---|---|---|\n")
        for each in stage_items(stage):
            why = " " + " ".join(each.why.split()) if each.why else ""
            parts.append(f"| `{each.id}` | {each.line}{why} | [source]({each.source}) |\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def tasks_page() -> str:
    """Every task with its options, as each door spells them."""
    parts = [
        "# Tasks and options\n\n",
        NOTE,
        "The same on each door: `nox -s release-NAME -- OPTIONS`, `invoke release.NAME OPTIONS`, ",
        "`python -m release_tasks NAME OPTIONS`. nox and `python -m` also take the version bare.\n\n",
        "| task | what it does | options of its own |\n|---|---|---|\n",
    ]
    for each in TASKS:
        own = ", ".join(f"`{_spelled(param)}`" for param in each.params if param not in COMMON)
        parts.append(f"| `{each.name}` | {each.line} | {own} |\n")
    parts.append("\n## Options\n\n| option | meaning |\n|---|---|\n")
    params = dict.fromkeys(param for each in TASKS for param in each.params)
    parts += [f"| `{_spelled(param)}` | {param.help} |\n" for param in params]
    return "".join(parts)


def settings_page() -> str:
    """Every key of ``[tool.release-tasks]``."""
    parts = [
        "# Settings\n\n",
        NOTE,
        "Nothing is needed for a plain project. Everything that is inferred can be stated in `[tool.release-tasks]` of the ",
        "pyproject.toml beside the noxfile, or in `release-tasks.toml` there (without the prefix); in a monorepo for each package ",
        "in `[tool.release-tasks.packages.NAME]`.\n\n| key | type | meaning |\n|---|---|---|\n",
    ]
    parts += [f"| `{key}` | {kind} | {meaning} |\n" for key, kind, meaning in described_settings()]
    return "".join(parts)


PAGES = {"checklist.md": checklist_page, "tasks.md": tasks_page, "settings.md": settings_page}


def main(argv: list[str]) -> int:
    """Write or compare the pages, then follow the links."""
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if "--write" in argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"docs/{name} is not what the code says; nox -s docs -- --write")
    broken = list(broken_links())
    for each in broken:
        print(each)
    return 1 if stale or broken else 0


def broken_links() -> list[str]:
    """Relative links that lead nowhere, as ``file: link``."""
    pages = [*DOCS.parent.glob("*.md"), *DOCS.rglob("*.md")]
    return [
        f"{page.relative_to(DOCS.parent)}: {link} leads nowhere"
        for page in pages
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]


def _spelled(param: Param) -> str:
    if param.required:
        return param.metavar
    return f"--{param.name}" + (f" {param.metavar}" if param.metavar else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
