"""The invoke door: ``ns = release_tasks.invoke.namespace(__name__)`` in tasks.py adds a ``release.NAME`` task for each task."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import Task

from release_tasks.catalog import Param, clash, named
from release_tasks.catalog import Task as CatalogTask

_DEFAULTS: dict[str, object] = {"value": None, "flag": False, "many": [], "pairs": []}


def namespace(module: str, name: str = "release", *, only: Iterable[str] | None = None) -> Collection:
    """The host's own tasks with ours added; call it as the last line of tasks.py, with ``__name__``.

    :raises ValueError: the host has a task or collection called ``name``, or ``only`` names no task.
    """
    host = sys.modules[module]
    root = Path(host.__file__ or ".").resolve().parent
    made = Collection.from_module(host)
    if name in made.task_names or name in made.collections:
        raise clash(name, "tasks.py", 'release_tasks.invoke.namespace(__name__, name="…")')
    made.add_collection(collection(name, only=only, root=root))
    return made


def collection(name: str = "release", *, only: Iterable[str] | None = None, root: Path | str | None = None) -> Collection:
    """Our tasks alone, for a host that builds its own namespace; ``root`` is the caller's folder if not given."""
    folder = Path(root) if root is not None else _folder_of_caller()
    made = Collection(name)
    for task in named(only):
        made.add_task(_task(task, name, folder))
    return made


def _task(task: CatalogTask, prefix: str, folder: Path) -> Task[Callable[..., None]]:
    def body(context: Context, **values: Any) -> None:
        from release_tasks.launch import launch

        # `invoke --dry` promises that nothing is run.
        values["dry_run"] = values.get("dry_run") or bool(context.config.run.dry)
        code = launch(task, values, root=folder, door=f"invoke {prefix}.{{task}}")
        if code:
            raise Exit(code=code)

    body.__doc__ = task.line
    body.__name__ = task.name.replace("-", "_")
    body.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # invoke reads parameters from it
        [
            inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD),
            *(_parameter(param) for param in task.params),
        ]
    )
    return Task(
        body,
        name=task.name,
        positional=[param.key for param in task.params if param.required],
        iterable=[param.key for param in task.params if param.kind in ("many", "pairs")],
        help={param.key: param.help for param in task.params},
        auto_shortflags=False,
    )


def _parameter(param: Param) -> inspect.Parameter:
    default = inspect.Parameter.empty if param.required else _DEFAULTS[param.kind]
    return inspect.Parameter(param.key, inspect.Parameter.KEYWORD_ONLY, default=default)


def _folder_of_caller() -> Path:
    caller = sys._getframe(2).f_globals.get("__file__")
    return Path(caller).resolve().parent if caller else Path.cwd()
