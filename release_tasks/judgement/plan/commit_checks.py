"""What the checks of a commit come to: passed, failed, missing, or not yet known."""

from __future__ import annotations

from collections.abc import Iterable

from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.checks import Check, CommitChecks, fits
from release_tasks.core.model import Fail, Ok, Outcome, Waiting, Warn

PATIENCE_S = 45 * 60.0
EVERY_S = 5.0
_STARTS_WITHIN_S = 120.0
_SHOWN = 5


def judged(seen: CommitChecks, stated: tuple[str, ...] | None, web: str) -> Outcome:
    """Give the verdict over a commit that GitHub knows.

    ``stated`` are the checks that settings require: then these alone decide, and what else failed is a warning.
    ``web`` is the repository's page.
    """
    required = seen.required if stated is None else stated
    missing = tuple(name for name in required if not any(fits(name, each.name) for each in seen.checks))
    decisive = [
        each for each in seen.checks if stated is None or any(fits(name, each.name) for name in stated)
    ]
    failed = [each for each in decisive if each.verdict == "failed"]
    if failed:
        return Fail(findings=tuple(_failed(each) for each in failed) + _missing(missing, seen, web))
    if waiting := _still(decisive, missing, seen):
        return waiting
    if missing or not decisive:
        return Fail(findings=_missing(missing or ("any check",), seen, web))
    evidence = Evidence(
        what=f"{len(decisive)} check{'s' * (len(decisive) != 1)} passed: {_named(decisive)}",
        seen_on=seen.commit[:12],
    )
    others = [each for each in seen.checks if each.verdict == "failed"]
    warnings = [_failed(each) for each in others] + _unseen(seen)
    return Warn(findings=tuple(warnings), evidence=(evidence,)) if warnings else Ok(evidence=(evidence,))


def _still(decisive: list[Check], missing: tuple[str, ...], seen: CommitChecks) -> Waiting | None:
    """What only time can tell: checks that run, or that a young commit may still get."""
    running = [each for each in decisive if each.verdict == "running"]
    if running:
        some = f"{len(running)} of {len(decisive)} checks of {seen.commit[:12]} still run"
        reason = f"{some}: {_named(running, said=True)}"
        return Waiting(fact=CommitChecks, reason=reason, deadline_s=PATIENCE_S, every_s=EVERY_S)
    if seen.fresh and (missing or not decisive):
        reason = f"no check of {seen.commit[:12]} has begun yet"
        if missing and decisive:
            reason = f"checks of {seen.commit[:12]} have not begun yet: {', '.join(missing)}"
        return Waiting(fact=CommitChecks, reason=reason, deadline_s=_STARTS_WITHIN_S, every_s=EVERY_S)
    return None


def _failed(check: Check) -> Finding:
    return Finding(
        kind=f"did not pass ({check.said})",
        subject=check.name,
        expected="success",
        found=check.url,
        remedy=f"look at {check.url or 'its page'}; mend it and push, or run it again there",
    )


def _missing(names: Iterable[str], seen: CommitChecks, web: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            kind="did not run on this commit",
            subject=name,
            expected=f"a check on {seen.commit[:12]}",
            found=seen.unseen,
            remedy=f"look at {web}/commit/{seen.commit}; see that its workflow is started by this push",
        )
        for name in names
    )


def _unseen(seen: CommitChecks) -> list[Finding]:
    if not seen.unseen:
        return []
    return [
        Finding(
            kind="not all checks could be seen",
            subject=seen.commit[:12],
            expected="a token that may read check runs",
            found=seen.unseen,
            remedy="gh auth login, whose token may read them",
        )
    ]


def _named(checks: list[Check], *, said: bool = False) -> str:
    names = list(dict.fromkeys(f"{each.name} ({each.said})" if said else each.name for each in checks))
    more = len(names) - _SHOWN
    return ", ".join((*names[:_SHOWN], *((f"{more} more",) if more > 0 else ())))
