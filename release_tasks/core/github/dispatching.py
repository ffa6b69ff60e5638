"""A workflow that is started on request, and which of GitHub's runs that was.

GitHub tells the run's number at once, older servers never do; and nobody may be left to hear it. Then the run is
looked for; it is never started a second time.

Source: https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from release_tasks.core.action import FactTypes
from release_tasks.core.errors import ActionError
from release_tasks.core.findings import Reach
from release_tasks.core.github.checks import WorkflowRun
from release_tasks.core.github.runs import FollowedRun, Following, TagRun, file_of
from release_tasks.core.ledger import Entry, Ledger, intent_of, void_of

KIND = "dispatch"
"""The ledger's word for it."""

NONE = "none"
"""The answer of a person who knows that it did not take place."""


_MOST_SHOWN = 80
"""Letters of an input: the digests of a release would fill the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What the ledger has of a dispatch: ``known`` where GitHub took it, else nobody knows whether it did.

    ``since`` is GitHub's own time a little before it, ``commit`` what the ref was known to mean, ``key`` a text that
    the run's title holds, ``run`` its number, ``answered`` where a person gave it; empty, and 0, where there is none.
    """

    purpose: str
    bound_to: str
    workflow: str
    ref: str
    since: str
    commit: str = ""
    key: str = ""
    run: int = 0
    answered: bool = False
    known: bool = False
    at: str = ""

    @property
    def subject(self) -> str:
        """What entries about it, and answers to questions about it, are bound to."""
        return f"{self.purpose}:{self.bound_to}"

    @property
    def question(self) -> str:
        """What the answer to a question about this very dispatch is bound to."""
        return f"{self.subject}@{self.at}"

    def data(self, run: int = 0) -> dict[str, Any]:
        """What the ledger keeps of it."""
        kept = {"workflow": self.workflow, "ref": self.ref, "since": self.since}
        more = {"commit": self.commit, "key": self.key, "run": run or self.run}
        return kept | {name: value for name, value in more.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchedRun:
    """The newest dispatch for a purpose, and the run that it started, as far as that can be told.

    ``candidates`` are the runs that may be it, where its number is not known; of one alone ``found`` tells more.
    ``waited_s`` is how long ago it was, by GitHub's clock. Without ``dispatch`` there was none.
    """

    dispatch: Dispatch | None = None
    found: FollowedRun | None = None
    candidates: tuple[WorkflowRun, ...] = ()
    waited_s: float = 0.0

    @property
    def following(self) -> Following | None:
        """The run as it is drawn."""
        if self.dispatch is None or self.found is None:
            return None
        return Following(ref=self.dispatch.ref, found=self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchWorkflow:
    """Starts a workflow (its file's name) on a branch or tag; ``purpose`` is the subject of :class:`DispatchedRun`.

    ``bound_to`` is what the run is to be evidence for; ``key_input`` an input that only shows in the run's title,
    by which it can be told from others; ``reach`` depends on what the run does, which ``notes`` tell.
    """

    stales: ClassVar[FactTypes] = (DispatchedRun, TagRun, Ledger)
    purpose: str
    workflow: str
    ref: str
    bound_to: str
    reach: Reach
    inputs: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    key_input: str = ""
    notes: tuple[str, ...] = ()

    def describe(self) -> tuple[str, ...]:
        """The workflow, where it runs, what it is given, and what it does."""
        given = ", ".join(f"{name}={_short(text)}" for name, text in self.inputs.items())
        return (f"dispatch {self.workflow} on {self.ref}{f' with {given}' if given else ''}", *self.notes)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def last_dispatch(ledger: Ledger, purpose: str) -> Dispatch | None:
    """The newest dispatch for a purpose that took place, or may have."""
    for count, entry in reversed(tuple(enumerate(ledger.entries, start=1))):
        if not entry.bound_to.startswith(f"{purpose}:"):
            continue
        if entry.kind == void_of(KIND):
            return None
        if entry.kind in (KIND, intent_of(KIND)):
            return _answered(_dispatch(entry, purpose), Ledger(entries=ledger.entries[count:]))
    return None


def candidates(runs: Iterable[WorkflowRun], dispatch: Dispatch, ledger: Ledger) -> tuple[WorkflowRun, ...]:
    """The runs that this dispatch may have started; those of other dispatches are known by their numbers."""
    taken = {each.data.get("run") for each in ledger.entries if each.kind == KIND}
    return tuple(
        each
        for each in runs
        if may_be(each, dispatch)
        and each.head_sha == (dispatch.commit or each.head_sha)
        and each.created_at >= dispatch.since
        and dispatch.key in (each.display_title or "")
        and each.id not in taken
    )


def may_be(run: WorkflowRun, dispatch: Dispatch) -> bool:
    """Whether a run is one of that workflow, dispatched on that branch or tag."""
    return (
        run.event == "workflow_dispatch"
        and file_of(run).rpartition("/")[2] == dispatch.workflow
        and run.head_branch == dispatch.ref
    )


def _dispatch(entry: Entry, purpose: str) -> Dispatch:
    return Dispatch(
        purpose=purpose,
        bound_to=entry.bound_to.removeprefix(f"{purpose}:"),
        known=entry.kind == KIND,
        at=entry.at,
        **entry.data,
    )


def _answered(dispatch: Dispatch, since: Ledger) -> Dispatch | None:
    """The same with what a person said of it since: the number of its run, or that it did not take place."""
    said = since.latest("answer", dispatch.question)
    text = str(said.data["text"]).strip().lower().removeprefix("#") if said else ""
    if text == NONE:
        return None
    return replace(dispatch, run=int(text), answered=True) if text.isdecimal() else dispatch


def refused_dispatch(action: DispatchWorkflow, status: int, said: str, remote: str) -> ActionError:
    """Why GitHub does not start the workflow, in our words, with what helps."""
    file, words = f".github/workflows/{action.workflow}", said.casefold()
    where, expected = f"{file} on {action.ref}", "a workflow that can be started there"
    remedy = "do as GitHub says"
    if status == 404:
        remedy = f"merge {file} to the default branch, or set GH_TOKEN to a token with actions: write"
    elif status == 403:
        remedy = f"gh workflow enable {action.workflow}"
    elif "workflow_dispatch" in words:
        remedy = f"add workflow_dispatch to the triggers (on:) in {file}, and commit that"
    elif "no ref found" in words:
        expected, remedy = f"a branch or tag {action.ref} at {remote}", f"git push {remote} {action.ref}"
    elif "input" in words:
        expected, remedy = f"the inputs that {file} declares", "mend dispatch-inputs in the settings"
    return ActionError(f"GitHub does not start it: {said}", where=where, expected=expected, remedy=remedy)
