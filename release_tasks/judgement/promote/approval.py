"""The gates of the tag's run: who may open them, what is asked before anybody does, and who did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from release_tasks.core.findings import Evidence
from release_tasks.core.github.approval_grounds import Grounds
from release_tasks.core.github.called import jobs_of
from release_tasks.core.github.following import standing, who
from release_tasks.core.github.reviews import (
    EXPIRES_S,
    KIND,
    REFUSED,
    Review,
    ReviewDeployment,
    signature,
    spoken,
)
from release_tasks.core.github.runs import Gate, TagRun, seconds
from release_tasks.core.ledger import Entry
from release_tasks.core.model import Ask, Change, Done, Fail, Ok, Outcome, Waiting, fail
from release_tasks.judgement.ci_jobs import rejection

ITEM = "promote.approve"
DEADLINE_S = 1800.0
_EVERY_S = 10.0
_LONGEST_COMMENT = 900


def approval(grounds: Grounds) -> Outcome:
    """How the run's gates stand, one after the other."""
    if grounds.run.gates:
        return _at_the_gates(grounds)
    if grounds.run.over:
        return _after(grounds)
    return _before(grounds)


def _at_the_gates(grounds: Grounds) -> Outcome:
    """The first gate that is for us to open; else what all of them wait for."""
    for gate in grounds.run.gates:
        if gate.reviewers and gate.ours and not _opened(grounds, gate) and not _refused(grounds, gate):
            return _asked(grounds, gate)
    reasons = (_held_by(grounds, each) for each in grounds.run.gates)
    timers = (_timer_ends(each) - grounds.run.at + 60.0 for each in grounds.run.gates)
    return _waiting("; ".join(reasons), _deadline_s(grounds, max(DEADLINE_S, *timers)))


def _asked(grounds: Grounds, gate: Gate) -> Ask | Change:
    """The question, or what the answer to it brings about; doubts ask for another word than yes."""
    subject, doubts = grounds.subject(gate), tuple(grounds.doubts(gate.environment))
    yes = "unverified" if doubts else "yes"
    answer = grounds.ledger.latest("answer", subject, item=ITEM)
    said = str(answer.data["text"]).strip().lower() if answer else ""
    if answer and (said in (yes, "reject") or (said == "y" and not doubts)):
        return _review(grounds, gate, answer, doubts)
    name = ITEM.partition(".")[2]
    verify = f"; to verify it first: {grounds.ci.request.command('publish')}" if doubts else ""
    lines = (
        f"{gate.environment} waits in the run of {grounds.target.version}: {grounds.run.run.html_url}",
        f"may approve: {', '.join(gate.reviewers)}",
        *(_no_before(each) for each in grounds.reviews.of(gate.environment, "rejected")),
        *(f"verified: {each}" for each in grounds.verified()),
        *(f"NOT VERIFIED: {each}" for each in doubts),
        f"Approve {gate.environment}? {yes} or reject; any other answer leaves it waiting{verify}",
    )
    hint = f"pass --answer {name}={yes}, or --answer {name}=reject{verify}"
    return Ask(question="\n".join(lines), bound_to=subject, hint=hint)


def _no_before(review: Review) -> str:
    comment = spoken(review.comment)
    return f"rejected before, by {review.who}{f': {comment}' if comment else ''}"


def _review(grounds: Grounds, gate: Gate, answer: Entry, doubts: tuple[str, ...]) -> Change:
    rejects = str(answer.data["text"]).strip().lower() == "reject"
    state = "rejected" if rejects else "approved"
    verified = "; ".join(grounds.verified()) or "nothing is on record"
    doubtful = f" Not verified: {'; '.join(doubts)}." if doubts else ""
    release = f"{grounds.ci.project.name} {grounds.target.version}"
    words = f"{answer.name} {state} {gate.environment} for {release}. Verified: {verified}.{doubtful}"
    subject = grounds.subject(gate)
    action = ReviewDeployment(
        run=grounds.run.run.id,
        environment=gate.environment,
        id=gate.id,
        state="rejected" if rejects else "approved",
        comment=f"{words[:_LONGEST_COMMENT]}{signature(subject)}",
        url=grounds.run.run.html_url,
        bound_to=subject,
    )
    because = f"{gate.environment} waits, and {answer.name} said {answer.data['text']!r}"
    return Change(actions=(action,), because=because)


def _held_by(grounds: Grounds, gate: Gate) -> str:
    """What a gate waits for that is not for us to do."""
    url = grounds.run.run.html_url
    if gate.reviewers and not _opened(grounds, gate):
        refusal = _refused(grounds, gate)
        token = f"this token may not ({refusal.data['because']})" if refusal else "this token may not"
        return f"{gate.environment}: {who(gate)}; {token}: open {url}"
    ends = _timer_ends(gate)
    if ends > grounds.run.at:
        moment = datetime.fromtimestamp(ends, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        return f"{gate.environment} waits for its timer until {moment}, which nobody can shorten"
    if gate.reviewers:
        return f"{gate.environment} is approved, and goes on in a moment: {url}"
    return f"{gate.environment} waits for {who(gate)}: {url}"


def _before(grounds: Grounds) -> Outcome:
    """No gate waits while the run goes on: all were opened, there are none, or the turn of one has not come."""
    known = grounds.protection.get().environments if grounds.environments else ()
    protected = tuple(each.name for each in known if each.reviewers or not each.known)
    if not protected:
        return _unasked(grounds, tuple(each.name for each in known))
    still = tuple(each for each in protected if not _was_opened(grounds, each))
    if not still:
        return _approved(grounds, protected)
    reason = f"the run has not come to {', '.join(still)} yet: {grounds.run.run.html_url}"
    return _waiting(reason, _deadline_s(grounds, grounds.ci.project.hosting.follow_s))


def _after(grounds: Grounds) -> Outcome:
    """The run is over, for good or bad."""
    run, said = grounds.run.run, grounds.reviews.found
    if grounds.run.green:
        names = (name for each in said if each.state == "approved" for name in each.environments)
        approved = tuple(dict.fromkeys(names))
        return _approved(grounds, approved) if approved else _unasked(grounds, grounds.environments)
    if said_no := rejection(grounds.ci, after=""):
        return Fail(findings=said_no)
    if late := tuple(_expired(grounds)):
        return fail(
            f"nobody approved {', '.join(late)} within 30 days, so GitHub gave up",
            run.html_url,
            expected="an approval in time",
            remedy=f"gh run rerun {run.id} --failed asks anew; or release another version",
        )
    publishing = tuple(each for each in grounds.environments if not grounds.for_tests(each))
    if publishing and all(_let_through(grounds, each) for each in publishing):
        return _approved(grounds, publishing)
    return fail(
        "the run of the tag failed, so there is nothing to approve",
        run.html_url,
        expected="success",
        found=", ".join(each.name for each in grounds.run.failed) or str(run.conclusion),
        remedy=grounds.ci.request.command("publish"),
        after="publish.run",
    )


def _let_through(grounds: Grounds, environment: str) -> bool:
    """Whether an environment was approved, and its jobs ran then, whatever came of them."""
    ran = any(standing(each) in ("passed", "failed") for each in grounds.ci.jobs_behind(environment))
    return ran and bool(grounds.reviews.of(environment))


def _expired(grounds: Grounds) -> Iterator[str]:
    """The environments whose jobs waited as long as GitHub lets a job wait."""
    run = grounds.run.run
    began = seconds(run.run_started_at or run.created_at)
    for name in grounds.environments if began is not None else ():
        ends = (seconds(each.completed_at) for each in grounds.ci.jobs_behind(name) if each.failed)
        if any(end is not None and end - (began or end) >= EXPIRES_S for end in ends):
            yield name


def _unasked(grounds: Grounds, environments: tuple[str, ...]) -> Ok:
    """Nobody has to say anything: how the job got its way."""
    why = "no uploading job names an environment"
    if environments:
        why = f"environment {', '.join(environments)} has no reviewers"
    run = grounds.run.run
    how = f"the {run.event} of {run.head_branch} started {run.html_url}"
    return Ok(evidence=(Evidence(what=f"no approval is asked for: {why}; {how}"),))


def _approved(grounds: Grounds, environments: tuple[str, ...]) -> Done:
    said = dict.fromkeys(each for name in environments for each in grounds.reviews.of(name))
    seen_on = f"run {grounds.run.run.id}"
    who = (
        Evidence(what=f"{each.who} approved {', '.join(each.environments)}", seen_on=seen_on) for each in said
    )
    words = (
        Evidence(what=f"{each.who} said: {comment}") for each in said if (comment := spoken(each.comment))
    )
    return Done(evidence=(*who, *words))


def _was_opened(grounds: Grounds, environment: str) -> bool:
    """Whether an environment that nothing waits for was approved: all its jobs have begun, in this attempt."""
    if not grounds.reviews.of(environment):
        return False
    behind = [each for each in grounds.ci.workflow.jobs if each.environment == environment]
    begun = [each for each in grounds.run.jobs if standing(each) not in ("queued", "held")]
    return all(jobs_of(grounds.ci.workflow, each, begun) for each in behind)


def _opened(grounds: Grounds, gate: Gate) -> bool:
    """Whether a gate was approved and only time holds it still; a further job of the environment asks anew."""
    subject, said = grounds.subject(gate), grounds.reviews.of(gate.environment)
    ours = grounds.ledger.latest(KIND, subject)
    return (
        (ours is not None and ours.data["state"] == "approved")
        or any(each.comment.endswith(signature(subject)) for each in said)
        or (bool(said) and grounds.run.run.run_attempt == 1 and _timer_ends(gate) > grounds.run.at)
    )


def _refused(grounds: Grounds, gate: Gate) -> Entry | None:
    """What GitHub said to the token of this very run of ours; another token may do better."""
    said = grounds.ledger.latest(REFUSED, grounds.subject(gate))
    return said if said is not None and said not in grounds.earlier.ledger.entries else None


def _timer_ends(gate: Gate) -> float:
    """When a gate's timer is over, in seconds since the epoch; 0 for none."""
    since = seconds(gate.since)
    return since + gate.minutes * 60.0 if since is not None and gate.minutes else 0.0


def _deadline_s(grounds: Grounds, unasked_s: float = DEADLINE_S) -> float:
    """How long to wait; what was asked for counts."""
    return unasked_s if grounds.ci.request.wait_s is None else grounds.ci.request.wait_s


def _waiting(reason: str, deadline_s: float) -> Waiting:
    return Waiting(fact=TagRun, reason=reason, deadline_s=deadline_s, every_s=_EVERY_S)
