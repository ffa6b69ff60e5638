"""What an announcement comes to: who is told, who is to be told, and what only a person knows."""

from __future__ import annotations

from release_tasks.core.announcing import (
    EXTRA,
    Announce,
    Channel,
    Message,
    Standing,
    from_elsewhere,
)
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.gate.index_install import IndexInstall
from release_tasks.core.gate.verdicts import Failed, together
from release_tasks.core.model import Ask, Change, Done, Fail, Outcome, Warn, fail
from release_tasks.core.telling import Telling
from release_tasks.judgement.installs import installed
from release_tasks.judgement.listings import not_there


def users_have_it(install: IndexInstall) -> Outcome | None:
    """What stands against telling the world; None where the release is on the index, and installs from there."""
    release, request = install.release, install.release.request
    if outcome := not_there(release, after="promote.listed"):
        return outcome
    version, ledger = release.target.version, release.ledger
    if not ledger.excused("promote.listed", version):
        judged = together(release.verdicts(), release.required)
        if isinstance(judged, Fail):
            return _not_sound(request.command("promote", "--only", "listed"), judged.findings)
    if ledger.excused("post.verify-pypi", version):
        return None
    shown = installed(install)
    if isinstance(shown, Change):
        return fail(
            "not announced: that it installs from the index is not on record",
            f"{release.project.name} {version}",
            expected="an install of what is listed",
            found=shown.stale,
            remedy=request.command("post", "--only", "verify-pypi"),
            after="post.verify-pypi",
        )
    if isinstance(shown, Failed):
        return _not_sound(request.command("post", "--only", "verify-pypi"), shown.findings)
    return None


def _not_sound(remedy: str, findings: tuple[Finding, ...]) -> Fail:
    found = "; ".join(dict.fromkeys(f"{each.subject}: {each.kind}" for each in findings))
    return fail(
        "not announced: what the index has is not what it should be",
        findings[0].subject,
        expected="a release that users can take",
        found=found,
        remedy=f"{remedy}, to see what is wrong",
    )


def told_now(telling: Telling) -> Change:
    """Tell those whom nobody told; those that get the same, at once."""
    by_message: dict[Message, tuple[Channel, ...]] = {}
    for channel, message in telling.untold:
        by_message[message] = (*by_message.get(message, ()), channel)
    standings = telling.standings
    because = "; ".join(
        f"{each.name} is not told{f': {why}' if (why := standings[each.name].because) else ''}"
        for each, _ in telling.untold
    )
    actions = tuple(Announce(channels=names, message=message) for message, names in by_message.items())
    return Change(actions=actions, because=because)


def elsewhere(telling: Telling) -> Ask:
    """Ask whether another machine told them: here nothing is known of this release."""
    channels = tuple(channel for channel, _ in telling.untold)
    names = ", ".join(each.name for each in channels)
    known = "Nothing is known here of how it was released"
    return Ask(
        question=f"Was {names} told of {telling.release} from elsewhere? {known}",
        bound_to=from_elsewhere(channels),
        hint="pass --answer announce=no to tell it now, or --answer announce=yes if it was told",
    )


def unable() -> Fail:
    """Nothing can be sent here."""
    return fail(
        "apprise is not installed, which knows how to tell the channels",
        "announce in the settings",
        expected="the extra announce",
        remedy=EXTRA,
    )


def unknown(telling: Telling) -> Ask | None:
    """Ask about the first channel of which nobody knows whether it was told."""
    for channel, each in telling.standings.items():
        if each.state == "open":
            began = "The telling began, and nobody knows how it ended"
            return Ask(
                question=f"Was {channel} told of {telling.release}? {began}",
                bound_to=each.attempt,
                hint="pass --answer announce=yes, or --answer announce=no to tell it again",
            )
    return None


def told(telling: Telling) -> Done | Warn:
    """Say who is told, and who is not and why."""
    standings = telling.standings
    evidence = tuple(
        Evidence(what=f"{name}: {each.because}") for name, each in standings.items() if each.state == "told"
    )
    findings = tuple(
        _untold(channel, standings[channel.name], telling.again)
        for channel, _ in telling.announcements.messages
        if standings[channel.name].state != "told"
    )
    if findings:
        return Warn(findings=findings, evidence=evidence, left=True)
    number = len(evidence)
    headline = Evidence(what="1 channel is told" if number == 1 else f"{number} channels are told")
    return Done(evidence=(headline, *evidence))


def _untold(channel: Channel, standing: Standing, again: str) -> Finding:
    if standing.state == "refused":
        return Finding(
            kind="is not told",
            subject=channel.name,
            expected="a channel that takes the announcement",
            found=standing.because,
            remedy=f"look at the address in {channel.variable}, then {again}",
        )
    return Finding(
        kind="is not told",
        subject=channel.name,
        expected=f"its address in {channel.variable}",
        found="the variable is not set",
        remedy=f"set {channel.variable}, then {again}",
    )
