"""The invoke door: ``ns = release_tasks.invoke.namespace(__name__)`` in tasks.py adds a ``release.NAME`` task for each task."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from copy import copy
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit
from invoke.parser.argument import Argument
from invoke.tasks import Task

from release_tasks.catalog import Param, clash, named
from release_tasks.catalog import Task as CatalogTask

_KINDS: dict[str, type] = {"value": str, "flag": bool, "many": list, "pairs": list}


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


def collection(
    name: str = "release", *, only: Iterable[str] | None = None, root: Path | str | None = None
) -> Collection:
    """Our tasks alone, for a host that builds its own namespace; ``root`` is the caller's folder if not given."""
    folder = Path(root) if root is not None else _folder_of_caller()
    made = Collection(name)
    for task in named(only):
        made.add_task(_task(task, name, folder))
    return made


class _Task(Task[Callable[..., None]]):
    """A task whose arguments are the catalogue's, not its function's parameters."""

    def __init__(self, body: Callable[..., None], task: CatalogTask) -> None:
        super().__init__(body, name=task.name, positional=())
        self._params = task.params

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:  # noqa: FBT001  # invoke's
        """One for each parameter."""
        return [_Argument.of(param) for param in self._params]

    def __deepcopy__(self, memo: object) -> _Task:
        # invoke copies each task that it loads, deeply, which is most of what it would spend on us.
        return self


class _Argument(Argument):
    @classmethod
    def of(cls, param: Param) -> _Argument:
        kind = _KINDS[param.kind]
        return cls(
            name=param.name,
            attr_name=param.key if param.key != param.name else None,
            kind=kind,
            default=None if kind is str else kind(),
            help=param.help,
            positional=param.required,
        )

    def __deepcopy__(self, memo: object) -> _Argument:
        # The parser sets values, and never changes one.
        return copy(self)


def _task(task: CatalogTask, prefix: str, folder: Path) -> _Task:
    def body(context: Context, **values: Any) -> None:
        from release_tasks.launch import launch

        # `invoke --dry` promises that nothing is run.
        values["dry_run"] = values.get("dry_run") or bool(context.config.run.dry)
        code = launch(task, values, root=folder, door=f"invoke {prefix}.{{task}}")
        if code:
            raise Exit(code=code)

    body.__doc__ = task.line
    body.__name__ = task.name.replace("-", "_")
    return _Task(body, task)


def _folder_of_caller() -> Path:
    caller = sys._getframe(2).f_globals.get("__file__")  # noqa: SLF001  # inspect costs a host more
    return Path(caller).resolve().parent if caller else Path.cwd()
