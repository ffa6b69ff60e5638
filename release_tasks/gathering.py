"""Facts, gathered once when first asked for and again after they became stale.

Providers are found in ``release_tasks.world.table`` and called with the facts that their own
parameter types name; so facts form a graph, and what rests on a stale fact is stale too. A fact
that rests on one of several subjects, and does not say on which, has as many subjects itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from release_tasks.core.errors import OfflineError, ReleaseTasksError, UnreachableError
from release_tasks.core.given import Lazy, Maker, name_of
from release_tasks.core.ledger import Elsewhere
from release_tasks.core.project import Project
from release_tasks.core.target import Target
from release_tasks.core.work_tree import WorkTree
from release_tasks.world.table import PROVIDERS

Key = tuple[type, str | None]
Need = tuple[type, str | None, bool]
"""A fact, its subject, and whether it is asked for lazily."""
Fact = TypeVar("Fact")

PINNED: frozenset[type] = frozenset({WorkTree, Project, Target, Elsewhere})
"""Facts that say what the run is about, or what was before it: what the run itself changes must not change them."""


class Facts:
    """The facts of one run."""

    def __init__(
        self, given: Mapping[type, object], *, offline: bool, providers: Mapping[str, Maker] = PROVIDERS
    ) -> None:
        self._given = dict(given)
        self._providers = providers
        self._offline = offline
        self._known: dict[Key, object] = {}

    def get(self, kind: type[Fact], subject: str | None = None) -> Fact:
        """One fact; an expected failure to gather it is raised, and remembered."""
        if kind in self._given:
            return self._given[kind]  # type: ignore[return-value]  # keyed by its own type
        key = (kind, subject)
        if key not in self._known:
            self._known[key] = self._gather(kind, subject)
        value = self._known[key]
        if isinstance(value, ReleaseTasksError):
            raise value
        return value  # type: ignore[return-value]  # keyed by its own type

    def give(self, fact: object) -> None:
        """State a fact that nobody gathers: what this run came to."""
        self._given[type(fact)] = fact

    def arguments(self, function: Callable[..., Any], *, skip_first: bool = False) -> dict[str, Any]:
        """The facts that a function's parameters ask for, by name."""
        wanted = list(_needs(function).items())[1 if skip_first else 0 :]
        return {name: self._argument(need) for name, need in wanted}

    def load(self, maker: Maker) -> Callable[..., Any]:
        """The function that a row of a table names."""
        module, _, name = maker.name.partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        return function

    def suppose(self, fact: object) -> None:
        """Let a fact stand for what would be gathered, as long as nothing makes it stale."""
        self.forget((type(fact),))
        self._known[(type(fact), None)] = fact

    def forget(self, kinds: Iterable[type]) -> None:
        """Drop these facts, and all that rest on them; pinned ones stay."""
        gone = set(kinds)
        for key in [key for key in self._known if self._rests_on(key[0], gone)]:
            del self._known[key]

    def renew(self) -> None:
        """Forget all but what the run is about: what was gathered before the lock was held may be old."""
        self._known = {key: value for key, value in self._known.items() if key[0] in PINNED}

    def unreachable(self) -> tuple[type, ...]:
        """The facts that could not be gathered because a part of the world did not answer."""
        return tuple(kind for (kind, _), value in self._known.items() if isinstance(value, UnreachableError))

    def touches(self, function: Callable[..., Any], kinds: Mapping[type, str]) -> str | None:
        """The value of the first of ``kinds`` that a function's facts rest on, or None."""
        for kind, *_ in _needs(function).values():
            for wanted, value in kinds.items():
                if self._rests_on(kind, {wanted}):
                    return value
        return None

    def _subject(self, kind: type, named: str | None, own: str | None) -> str | None:
        """Of a fact of several subjects, asked for without naming one, that of the asking fact itself is meant."""
        return own if named is None and own is not None and self._has_subjects(kind) else named

    def _has_subjects(self, kind: type) -> bool:
        if self._stands(kind):
            return False
        needs = self._provider_needs(kind)
        return "subject" in needs or any(
            named is None and self._has_subjects(inner) for inner, named, _ in needs.values()
        )

    def _argument(self, need: Need, own: str | None = None) -> object:
        kind, named, lazy = need

        def asked_for() -> object:
            return self.get(kind, self._subject(kind, named, own))

        # Whether a fact has subjects is known once its makers are loaded, so a lazy one is not asked before its time.
        return Lazy(asked_for) if lazy else asked_for()

    def _rests_on(self, kind: type, gone: set[type]) -> bool:
        if self._stands(kind):
            return False
        if kind in gone:
            return True
        needs = self._provider_needs(kind)
        return any(self._rests_on(need, gone) for name, (need, *_) in needs.items() if name != "subject")

    def _stands(self, kind: type) -> bool:
        """Whether a fact is what it is for the whole run, whoever asks."""
        return kind in self._given or kind in PINNED

    def _provider_needs(self, kind: type) -> dict[str, Need]:
        """Which facts a fact rests on; none where nobody gathers it."""
        maker = self._providers.get(name_of(kind))
        return _needs(self.load(maker)) if maker else {}

    def _gather(self, kind: type, subject: str | None) -> object:
        maker = self._providers[name_of(kind)]
        if maker.online and self._offline:
            return OfflineError("offline: this needs the network")
        provider = self.load(maker)
        needs = _needs(provider)
        try:
            arguments = {
                name: subject if name == "subject" else self._argument(need, subject)
                for name, need in needs.items()
            }
            value: object = provider(**arguments)
        except ReleaseTasksError as error:
            return error
        return value


@cache
def _needs(function: Callable[..., Any]) -> dict[str, Need]:
    """Which fact each parameter of a function asks for, by its type."""
    hints = get_type_hints(function, include_extras=True)
    return {name: _need(hints[name]) for name in inspect.signature(function).parameters}


def _need(hint: Any) -> Need:
    if get_origin(hint) is Lazy:
        kind, subject, _ = _need(get_args(hint)[0])
        return kind, subject, True
    if get_origin(hint) is Annotated:
        kind, subject, *_ = get_args(hint)
        return kind, subject, False
    return hint, None, False
