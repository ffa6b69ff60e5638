"""Answers about labels, milestones, issues and their comments."""

from __future__ import annotations

from dataclasses import replace

from release_tasks.rehearsal.github.bodies import tracker
from release_tasks.rehearsal.github.bodies.place import Place
from release_tasks.rehearsal.github.messages import (
    NOT_FOUND,
    Answer,
    Asked,
    Route,
    forbidden,
    found,
    invalid,
    listed,
    refused,
)
from release_tasks.rehearsal.github.state import Issue, Milestone

_DELETED = refused(410, "This issue was deleted")
_MAY_NOT = forbidden("issues=write")
_REASONS = {"closed": "completed", "open": "reopened"}
"""Why an issue is in a state, where nobody says why."""


def _label(place: Place, asked: Asked, name: str) -> Answer:
    return found(tracker.label(place, name)) if name in place.hosted.labels else NOT_FOUND


def _milestones(place: Place, asked: Asked) -> Answer:
    state = asked.query.get("state", "open")
    milestones = [each for each in place.hosted.milestones if state in ("all", each.state)]
    return listed(asked, [tracker.milestone(place, each) for each in milestones], place.at)


def _issues(place: Place, asked: Asked) -> Answer:
    state, labels = asked.query.get("state", "open"), asked.query.get("labels", "").split(",")
    number = asked.query.get("milestone")
    issues = [
        each
        for each in reversed(place.hosted.issues)
        if state in ("all", each.state)
        and {*labels} - {""} <= {*each.labels}
        and (number is None or (each.milestone is not None and str(each.milestone.number) == number))
    ]
    return listed(asked, [tracker.issue(place, each) for each in issues], place.at)


def _issue(place: Place, asked: Asked, number: str) -> Answer:
    if address := place.hosted.moved_issues.get(int(number)):
        moved = refused(301, "Moved Permanently", url=address)
        return replace(moved, headers={"Location": address})
    if int(number) in place.hosted.deleted_issues:
        return _DELETED
    issue = _issue_of(place, number)
    return found(tracker.issue(place, issue)) if issue else NOT_FOUND


def _open(place: Place, asked: Asked) -> Answer:
    said = asked.value
    if not said["title"]:
        return invalid(resource="Issue", field="title", code="missing_field")
    milestone = _milestone_of(place, str(said.get("milestone")))
    labels = said.get("labels", ()) if place.hosted.may_push else ()
    issue = place.hosted.add_issue(said["title"], *labels, milestone=milestone)
    issue.body = said.get("body", "")
    issue.association = "OWNER" if place.hosted.may_push else "NONE"
    return found(tracker.issue(place, issue), 201)


def _change(place: Place, asked: Asked, number: str) -> Answer:
    if int(number) in place.hosted.deleted_issues:
        return _DELETED
    issue, said = _issue_of(place, number), asked.value
    if issue is None:
        return NOT_FOUND
    if not place.hosted.may_push:
        return _MAY_NOT
    if said.get("milestone") and _milestone_of(place, str(said["milestone"])) is None:
        return invalid(resource="Issue", field="milestone", code="invalid")
    if "state" in said and said["state"] != issue.state:
        issue.state_reason = said.get("state_reason", _REASONS[said["state"]])
    for key in ("title", "body", "state"):
        setattr(issue, key, said.get(key, getattr(issue, key)))
    if "labels" in said:
        issue.labels = tuple(said["labels"])
    if "milestone" in said:
        issue.milestone = _milestone_of(place, str(said["milestone"]))
    return found(tracker.issue(place, issue))


def _comments(place: Place, asked: Asked, number: str) -> Answer:
    issue = _issue_of(place, number)
    if issue is None:
        return NOT_FOUND
    said = place.hosted.comments.get(issue.number, [])
    comments = [tracker.comment(place, issue, at, each) for at, each in enumerate(said, 1)]
    return listed(asked, comments, place.at)


def _say(place: Place, asked: Asked, number: str) -> Answer:
    if int(number) in place.hosted.deleted_issues:
        return _DELETED
    issue = _issue_of(place, number)
    if issue is None:
        return NOT_FOUND
    said = place.hosted.comments.setdefault(issue.number, [])
    said.append(asked.value["body"])
    return found(tracker.comment(place, issue, len(said), said[-1]), 201)


def _plan_milestone(place: Place, asked: Asked) -> Answer:
    if not place.hosted.may_push:
        return _MAY_NOT
    title = asked.value["title"]
    if any(each.title == title for each in place.hosted.milestones):
        return invalid(resource="Milestone", field="title", code="already_exists")
    return found(tracker.milestone(place, place.hosted.add_milestone(title)), 201)


def _change_milestone(place: Place, asked: Asked, number: str) -> Answer:
    milestone, said = _milestone_of(place, number), asked.value
    if milestone is None:
        return NOT_FOUND
    if not place.hosted.may_push:
        return _MAY_NOT
    milestone.title = said.get("title", milestone.title)
    milestone.state = said.get("state", milestone.state)
    return found(tracker.milestone(place, milestone))


def _issue_of(place: Place, number: str) -> Issue | None:
    return next((each for each in place.hosted.issues if str(each.number) == number), None)


def _milestone_of(place: Place, number: str) -> Milestone | None:
    return next((each for each in place.hosted.milestones if str(each.number) == number), None)


TABLE: tuple[Route, ...] = (
    ("GET", "/issues", _issues),
    ("GET", "/issues/{number}", _issue),
    ("GET", "/issues/{number}/comments", _comments),
    ("GET", "/labels/{name}", _label),
    ("GET", "/milestones", _milestones),
    ("PATCH", "/issues/{number}", _change),
    ("PATCH", "/milestones/{number}", _change_milestone),
    ("POST", "/issues", _open),
    ("POST", "/issues/{number}/comments", _say),
    ("POST", "/milestones", _plan_milestone),
)
