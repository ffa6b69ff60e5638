"""What our local GitHub knows of its one repository; its runs progress by a clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from release_tasks.core.github.filters import matches
from release_tasks.rehearsal.github.runs import Job, Run


@dataclass(kw_only=True)
class Check:
    """A check run of an app other than Actions; it runs until ``until`` on the clock."""

    sha: str
    name: str
    conclusion: str = "success"
    until: float = 0.0
    app: str = "coverage-app"


@dataclass(kw_only=True)
class Status:
    """A commit status."""

    sha: str
    context: str
    state: str = "success"


@dataclass(kw_only=True)
class Environment:
    """A deployment environment; ``allowed`` are branch and tag patterns, None for any ref; ``reviewers`` logins."""

    name: str
    reviewers: tuple[str, ...] = ()
    wait_minutes: int = 0
    allowed: tuple[tuple[str, str], ...] | None = None
    secrets: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Milestone:
    """A milestone of the tracker."""

    number: int
    title: str
    state: str = "open"


@dataclass(kw_only=True)
class Issue:
    """An issue, or a pull request where ``head`` names its branch; ``association`` is what its author is here.

    A pull request that was merged has ``brought`` these commits to its base, newest first; ``head_sha`` is the
    commit of its branch when it was closed. ``mergeable`` is GitHub's word for whether it could be merged.
    """

    number: int
    title: str
    labels: tuple[str, ...] = ()
    milestone: Milestone | None = None
    state: str = "open"
    body: str = ""
    head: str | None = None
    base: str = "main"
    association: str = "OWNER"
    draft: bool = False
    mergeable: str = "clean"
    merged_at: float | None = None
    state_reason: str | None = None
    brought: tuple[str, ...] = ()
    head_sha: str = ""


@dataclass(kw_only=True)
class Asset:
    """A file of a release."""

    id: int
    name: str
    content: bytes
    state: str = "uploaded"


@dataclass(kw_only=True)
class Release:
    """A release; one that is published and ``immutable`` keeps its tag and assets."""

    id: int
    tag: str
    name: str = ""
    body: str = ""
    draft: bool = False
    prerelease: bool = False
    immutable: bool = False
    make_latest: str = ""
    assets: list[Asset] = field(default_factory=list)


@dataclass(kw_only=True)
class Workflow:
    """A workflow: pushes of tags and branches that fit start it, and dispatches where ``inputs`` is not None.

    ``inputs`` are the names that a dispatch may give. A run is in lists only ``appears_after_s`` seconds later.
    ``jobs`` may be made anew for each run, of the commit that it is of.
    """

    path: str = ".github/workflows/release.yml"
    title: str = "release"
    jobs: tuple[Job, ...] | Callable[[str], tuple[Job, ...]] = ()
    on_tags: tuple[str, ...] = ()
    on_branches: tuple[str, ...] = ()
    inputs: tuple[str, ...] | None = None
    run_name: str = ""
    state: str = "active"
    appears_after_s: float = 0.0


@dataclass(kw_only=True)
class Hosted:
    """One repository: all that the local GitHub's answers are made of.

    ``known`` tells whether a commit was pushed; ``readable`` are the kinds of things that the token may read
    although GitHub gives them to few (``checks``, ``secrets``), ``writable`` those that it may change. ``oldest``
    makes it a server that knows no newer version of the API than the first. ``viewer`` is whose token it is; ``refs`` gives
    full names of branches and tags with their commits, and new tags among them start workflows; ``merge`` merges
    a pull request by one of the methods that ``merge_methods`` allows, and gives the commits that came by it.
    """

    owner: str = "ada"
    name: str = "demo"
    default_branch: str = "main"
    clock: Callable[[], float] = time.time
    known: Callable[[str], bool] = lambda _: True
    refs: Callable[[], Mapping[str, str]] = dict
    merge: Callable[[Issue, str], tuple[str, ...]] = lambda _pull, _method: ()
    merge_methods: tuple[str, ...] = ("merge", "squash", "rebase")
    merges_at_once: bool = False
    """Whether somebody merges each pull request as soon as it is open."""
    token: str = ""
    viewer: str = "ada"
    has_issues: bool = True
    may_push: bool = True
    """Whether the token's owner may write to the repository: others open issues, without labels."""
    readable: set[str] = field(default_factory=lambda: {"checks", "secrets"})
    writable: set[str] = field(default_factory=lambda: {"actions", "deployments", "pulls"})
    oldest: bool = False
    messages: dict[str, str] = field(default_factory=dict)
    """Those of commits, where they matter."""
    required: dict[str, list[str]] = field(default_factory=dict)
    """Names of required checks, by branch."""
    ruled: dict[str, list[str]] = field(default_factory=dict)
    """The same, where a ruleset requires them."""
    checks: list[Check] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    workflows: list[Workflow] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    environments: dict[str, Environment] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    organization_secrets: tuple[str, ...] = ()
    """Those of its organization that the repository may use."""
    labels: set[str] = field(default_factory=set)
    milestones: list[Milestone] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    immutable_releases: bool = False
    made_tags: list[str] = field(default_factory=list)
    """Tags that publishing a release made, because nobody had pushed them."""
    broken_uploads: int = 0
    """How many of the next uploads break off, and leave a file behind that is none."""
    states_digests: bool = True
    burnt_tags: set[str] = field(default_factory=set)
    """Tags of immutable releases that were deleted."""
    comments: dict[int, list[str]] = field(default_factory=dict)
    deleted_issues: set[int] = field(default_factory=set)
    moved_issues: dict[int, str] = field(default_factory=dict)
    """The addresses of issues that were transferred to other repositories."""
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _seen: dict[str, str] | None = None

    @property
    def full_name(self) -> str:
        """``owner/name``."""
        return f"{self.owner}/{self.name}"

    def add_issue(
        self, title: str, *labels: str, milestone: Milestone | None = None, head: str | None = None
    ) -> Issue:
        """Open an issue, or a pull request from the branch ``head``."""
        made = Issue(number=next(self._numbers), title=title, labels=labels, milestone=milestone, head=head)
        self.labels.update(labels)
        self.issues.append(made)
        return made

    def add_milestone(self, title: str) -> Milestone:
        """Make a milestone."""
        made = Milestone(number=len(self.milestones) + 1, title=title)
        self.milestones.append(made)
        return made

    def add_release(self, tag: str, *, draft: bool = False, immutable: bool = False) -> Release:
        """Make a release."""
        made = Release(id=len(self.releases) + 1, tag=tag, name=tag, draft=draft, immutable=immutable)
        self.releases.append(made)
        return made

    def add_run(self, run: Run) -> Run:
        """Start a workflow run now; environments that it deploys to hold it up."""
        run.id = 1000 + len(self.runs)
        run.number = len(self.runs) + 1
        used = [
            self.environments[each.environment] for each in run.jobs if each.environment in self.environments
        ]
        run.gates = run.gates | {each.name for each in used if each.reviewers}
        run.timers = {**run.timers, **{each.name: each.wait_minutes * 60.0 for each in used}}
        run.begin(self.clock())
        self.runs.append(run)
        return run

    def start(self, workflow: Workflow, *, event: str, branch: str, sha: str) -> Run:
        """Start a run of a workflow."""
        appears = self.clock() + workflow.appears_after_s
        return self.add_run(
            Run(
                sha=sha,
                branch=branch,
                event=event,
                path=workflow.path,
                title=workflow.title,
                jobs=workflow.jobs(sha) if callable(workflow.jobs) else workflow.jobs,
                appears=appears,
            )
        )

    def merge_pull(self, pull: Issue, method: str) -> None:
        """Merge a pull request.

        :raises ActionError: its two sides conflict.
        """
        head = self.refs().get(f"refs/heads/{pull.head}", "")
        pull.brought = self.merge(pull, method)
        pull.state, pull.merged_at, pull.head_sha = "closed", self.clock(), head

    def notice(self) -> None:
        """Let time go by: jobs that are over have their effect, and what was pushed since the last look starts runs.

        The branches and tags of the first look were always there.
        """
        for run in self.runs:
            run.act(self.clock())
        for pull in self.issues if self.merges_at_once else ():
            if pull.head and pull.state == "open":
                self.merge_pull(pull, self.merge_methods[0])
        refs = dict(self.refs())
        before = refs if self._seen is None else self._seen
        self._seen = refs
        for name, sha in refs.items():
            if before.get(name) != sha:
                self._pushed(name, sha, moved=name in before)

    def _pushed(self, name: str, sha: str, *, moved: bool) -> None:
        """Start what the push of a ref starts; that a tag moves starts nothing here."""
        _, kind, short = name.split("/", 2)
        for workflow in self.workflows:
            patterns = workflow.on_branches if kind == "heads" else () if moved else workflow.on_tags
            if matches(patterns, short):
                self.start(workflow, event="push", branch=short, sha=sha)
