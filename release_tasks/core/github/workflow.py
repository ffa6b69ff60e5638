"""The release workflow as GitHub runs it: what starts it, and what its jobs may and do."""

from __future__ import annotations

from dataclasses import dataclass


def trial_branch(tag: str) -> str:
    """The branch at origin that the release workflow is tried on before the tag exists."""
    return f"release/{tag}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactStep:
    """A step that hands files on, or takes them; ``name`` may hold expressions.

    ``major`` is the action's major version, None where it is pinned to a commit. ``pattern`` marks a name
    that stands for many; empty for all. A file that goes up bare, in no archive, gives the artifact its name.
    """

    uploads: bool
    name: str
    major: int | None = None
    pattern: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowJob:
    """A job: ``file`` is the workflow that holds it, another one than that which the tag starts if it is called.

    ``needs`` are the jobs that have to pass before; one that calls a workflow stands for all of that workflow's.
    ``id_token`` tells whether it may prove who it is, ``secrets`` are those that its uploading steps use,
    ``elsewhere`` names the workflow of another repository that it calls and that nobody here can read.
    ``title`` is what runs call it, ``sending`` what they call its uploading steps, ``handed`` the names of the
    artifacts that surely come of it: ``*`` stands for any text. ``condition`` is its ``if``, ``outer`` are those of
    the jobs that call it, the outermost first, and ``guards`` those of its uploading steps.
    """

    name: str
    file: str
    needs: tuple[str, ...] = ()
    environment: str = ""
    id_token: bool = False
    uploads: bool = False
    test_index: bool = False
    secrets: tuple[str, ...] = ()
    matrix: bool = False
    artifacts: tuple[ArtifactStep, ...] = ()
    elsewhere: str = ""
    title: str = ""
    condition: str = ""
    outer: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    sending: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchInput:
    """What a workflow may be given when it is dispatched; ``kind`` is GitHub's word for its type."""

    name: str
    kind: str = "string"
    default: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWorkflow:
    """The workflow that releases: ``file`` from the top of the repository, empty where there is none.

    ``events`` are what starts it, ``fires`` tells whether a push of the release's tag does, and ``tried`` whether one
    of the branch does that it is tried on. ``inputs`` are those of a dispatch, ``run_name`` is what its runs are
    called. ``broken`` says why it cannot be read.
    """

    file: str = ""
    events: tuple[str, ...] = ()
    fires: bool = False
    tried: bool = False
    inputs: tuple[DispatchInput, ...] = ()
    run_name: str = ""
    jobs: tuple[WorkflowJob, ...] = ()
    broken: str = ""

    @property
    def uploading(self) -> tuple[WorkflowJob, ...]:
        """The jobs that upload to an index."""
        return tuple(each for each in self.jobs if each.uploads)

    @property
    def publishing(self) -> tuple[WorkflowJob, ...]:
        """The jobs that upload to the real index; where one job alone uploads to both indexes, that one."""
        return tuple(each for each in self.uploading if not each.test_index) or self.uploading
