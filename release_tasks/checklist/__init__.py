"""THE LIST: one module a stage, one function an item; the order in the source is the order of the run.

An item is a pure function from facts to an outcome. Its name is the function's, its line the
first of its docstring; which facts it needs, its parameter types say.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import import_module

from release_tasks.core.model import Item, Outcome

STAGES = ("plan", "metadata", "validate", "tag", "publish", "promote", "post")
BESIDE = "always"
"""The module of what is told of every run, after its stage."""


def item(*, source: str) -> Callable[[Callable[..., Outcome]], Item]:
    """Make an item of a function; ``source`` is where its rule is written (a URL or a PEP)."""

    def made(judge: Callable[..., Outcome]) -> Item:
        line, _, why = (inspect.getdoc(judge) or "").partition("\n")
        stage = judge.__module__.rpartition(".")[2]
        name = judge.__name__.replace("_", "-")
        return Item(stage=stage, name=name, line=line, why=why.strip(), source=source, judge=judge)

    return made


def listed_again(original: Item, *, stage: str) -> Item:
    """The same item in a second stage."""
    return replace(original, stage=stage)


def stage_items(stage: str) -> tuple[Item, ...]:
    """The items of one stage, in order."""
    module = import_module(f"{__name__}.{stage}")
    return tuple(each for each in vars(module).values() if isinstance(each, Item) and each.stage == stage)


def items_for(selectors: Iterable[str]) -> tuple[Item, ...]:
    """Every item of the stages that selectors (a stage, or ``stage.item``) name; other stages are not loaded."""
    wanted = {each.partition(".")[0] for each in selectors}
    return tuple(each for stage in STAGES if stage in wanted for each in stage_items(stage))


def all_items() -> tuple[Item, ...]:
    """Every item of the checklist, in order."""
    return items_for(STAGES)
