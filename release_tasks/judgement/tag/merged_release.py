"""A release commit in a pull request: it is waited for, and what came of it is taken up."""

from __future__ import annotations

from release_tasks.core.branches import FastForward, Fetch
from release_tasks.core.github.checks import Check
from release_tasks.core.github.proposal import Proposal
from release_tasks.core.github.pulls import Pull, ReleasePull
from release_tasks.core.model import Change, Fail, Outcome, Waiting, fail

PATIENCE_S = 30 * 60.0
EVERY_S = 5.0
_TOLD_WITHIN_S = 120.0


def waiting(proposal: Proposal, there: ReleasePull, pull: Pull) -> Waiting:
    """Wait for others to merge it, and tell what is known of its checks, and of what keeps it."""
    told = (f"{named(pull)} is not merged yet", _of_checks(there.checks), pull.obstacle, there.unseen)
    reason = "; ".join(each for each in told if each)
    return Waiting(fact=ReleasePull, reason=reason, deadline_s=_patience_s(proposal), every_s=EVERY_S)


def _patience_s(proposal: Proposal) -> float:
    waits = proposal.request.wait_s
    return PATIENCE_S if waits is None else waits


def _of_checks(checks: tuple[Check, ...]) -> str:
    told = []
    for verdict, words in (("failed", "failed"), ("running", "still run"), ("passed", "passed")):
        some = [each.name for each in checks if each.verdict == verdict]
        names = "" if verdict == "passed" else f" ({', '.join(some[:3])}{', …' if len(some) > 3 else ''})"
        if some:
            told.append(f"{len(some)} {words}{names}")
    return f"checks: {', '.join(told)}" if told else ""


def taken_up(proposal: Proposal, there: ReleasePull, pull: Pull) -> Outcome:
    """Give the next step after the merge: what came of it is taken up, if it is what was validated."""
    base, brought = there.base, there.brought
    if there.unfetched:
        return Change(
            actions=(Fetch(refs=(there.unfetched,)),),
            because=f"{named(pull)} is merged; its commit is not here",
        )
    if brought is None:
        reason = f"{named(pull)} is merged, and GitHub does not tell yet by which commit of {base}"
        deadline_s = _patience_s(proposal) + _TOLD_WITHIN_S  # one clock with the wait for the merge
        return Waiting(fact=ReleasePull, reason=reason, deadline_s=deadline_s, every_s=EVERY_S)
    validate = proposal.request.command("validate")
    remedy = f"git switch {base} && git pull --ff-only {proposal.remote.name} {base} && {validate}"
    missing = proposal.validation.missing(brought.tree, remedy)
    if not missing and (not brought.differing or proposal.validation.seen(brought.tree)):
        action = FastForward(branch=base, commit=brought.commit)
        return Change(actions=(action,), because=f"{named(pull)} is merged as {brought.commit[:12]}")
    if not brought.differing:
        return Fail(findings=missing)
    return fail(
        f"what {named(pull)} brought is not what was validated",
        brought.commit[:12],
        expected=f"tree {proposal.git.head_tree[:12]}, not {brought.tree[:12]}",
        found=f"these differ: {', '.join(brought.differing)}",
        remedy=remedy,
    )


def named(pull: Pull) -> str:
    """A pull request as it is told: by number and address."""
    return f"#{pull.number} ({pull.html_url})"
