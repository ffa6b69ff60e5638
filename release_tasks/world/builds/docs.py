"""Makes the project's docs anew; the evidence is bound to the tree that this leaves."""

from __future__ import annotations

from dataclasses import replace

from release_tasks.core.commands import MakeDocs, RunCommands
from release_tasks.core.events import Events
from release_tasks.core.formats.pins import pinning
from release_tasks.core.history.past import History
from release_tasks.core.ledger import Entry
from release_tasks.core.project import Project
from release_tasks.core.work_tree import WorkTree
from release_tasks.world.git.state import git_state
from release_tasks.world.git.tree import release_tree
from release_tasks.world.processes.commands import run_commands
from release_tasks.world.project.work_tree import manifests
from release_tasks.world.sources.sources import version_sources


def make_docs(action: MakeDocs, events: Events, project: Project, tree: WorkTree, history: History) -> Entry:
    """Run the commands, and record that they passed for the tree as it is now.

    :raises ActionError: as ``run_commands`` has it.
    """
    commands = RunCommands(
        kind="docs", commands=action.commands, folder=action.folder, bound_to="", values=action.values
    )
    entry = run_commands(commands, events)
    sources = version_sources(project, history, pinning(manifests(tree)))
    made = release_tree(project, git_state(project), sources)
    return replace(entry, bound_to=made.tree)
