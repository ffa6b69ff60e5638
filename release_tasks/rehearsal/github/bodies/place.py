"""The repository itself, and what is in each of its parts: addresses, numbers, people, times."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from zlib import crc32

from release_tasks.rehearsal.github.state import Hosted

STORAGE = "/_storage"
UPLOADS = "/api/uploads"
Json = dict[str, Any]


_USER_LINKS = [
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
]
_REPOSITORY_LINKS = [
    "archive",
    "assignees",
    "blobs",
    "branches",
    "collaborators",
    "comments",
    "commits",
    "compare",
    "contents",
    "contributors",
    "deployments",
    "downloads",
    "events",
    "forks",
    "git_commits",
    "git_refs",
    "git_tags",
    "hooks",
    "issue_comment",
    "issue_events",
    "issues",
    "keys",
    "labels",
    "languages",
    "merges",
    "milestones",
    "notifications",
    "pulls",
    "releases",
    "stargazers",
    "statuses",
    "subscribers",
    "subscription",
    "tags",
    "teams",
    "trees",
]


class Place:
    """The repository as its parts refer to it; ``root`` is the address of the API, ``server`` of all."""

    def __init__(self, hosted: Hosted, root: str, server: str) -> None:
        self.hosted = hosted
        self.root = root
        self.at = f"{root}/repos/{hosted.full_name}"
        self.web = f"{server}/{hosted.full_name}"
        self.server = server
        self.uploads = f"{server}{UPLOADS}/repos/{hosted.full_name}"

    def storage(self, kind: str, number: str) -> str:
        """Where the bytes are: another host, which takes no token of ours."""
        return f"{self.server.replace('127.0.0.1', 'localhost')}{STORAGE}/{kind}/{number}?sig=a-secret"

    def now(self) -> str:
        """The time on our clock."""
        return moment(self.hosted.clock())

    def user(self, login: str) -> Json:
        """A person."""
        at = f"{self.root}/users/{login}"
        links = {f"{each}_url": f"{at}/{each}" for each in _USER_LINKS}
        named = {
            "login": login,
            "id": number_of(login),
            "node_id": node_of(login),
            "type": "User",
            "site_admin": False,
        }
        return {
            **links,
            **named,
            "avatar_url": "",
            "gravatar_id": "",
            "url": at,
            "html_url": f"{self.root}/{login}",
        }

    def repository(self) -> Json:
        """The repository, as a part of another thing."""
        links = {f"{each}_url": f"{self.at}/{each}" for each in _REPOSITORY_LINKS}
        return {
            **links,
            **self.identified(self.hosted.full_name, self.at, self.web),
            "name": self.hosted.name,
            "full_name": self.hosted.full_name,
            "owner": self.user(self.hosted.owner),
            "private": False,
            "fork": False,
            "description": None,
        }

    def identified(self, name: str, url: str, web: str) -> Json:
        """What each thing has: a number of its own, and its addresses."""
        return {"id": number_of(name), "node_id": node_of(name), "url": url, "html_url": web}


def moment(at: float) -> str:
    """A time as GitHub writes it."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(name: str) -> int:
    """A number that stands for a name, the same each time."""
    return crc32(name.encode())


def node_of(name: str) -> str:
    """The same for GitHub's other kind of identity."""
    return f"N_{number_of(name)}"
