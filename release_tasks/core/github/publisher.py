"""Who published the release before, beside the jobs that would publish this one."""

from __future__ import annotations

from dataclasses import dataclass

from release_tasks.core.github.workflow import ReleaseWorkflow
from release_tasks.core.provenance import Publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPublisher:
    """The trusted publisher that the index saw last, and of which version; None where none of its files tells."""

    publisher: Publisher | None = None
    version: str = ""


def publishers_of(workflow: ReleaseWorkflow, repository: str) -> tuple[Publisher, ...]:
    """Give the trusted publishers that the workflow's uploads to the index need, as the index has to name them."""
    return tuple(
        Publisher(
            kind="GitHub",
            repository=repository,
            workflow=each.file.rpartition("/")[2],
            environment=each.environment,
        )
        for each in workflow.uploading
        if each.id_token and not each.test_index
    )


def is_same(expected: Publisher, seen: Publisher) -> bool:
    """Whether an index that took the one takes the other: names of repositories have no case on GitHub.

    What was seen without an environment may have been named with any, or with none.
    """
    return (
        seen.kind == expected.kind
        and seen.repository.lower() == expected.repository.lower()
        and seen.workflow == expected.workflow
        and seen.environment.lower() in ("", expected.environment.lower())
    )
