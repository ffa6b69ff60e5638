"""Reads jobs out of parsed workflow files, those of the repository's own called workflows, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from release_tasks.core.github.filters import listed, starts_on, starts_on_branch, triggers
from release_tasks.core.github.steps import artifact_step, names_test_index, secrets_in, uploads
from release_tasks.core.github.titles import handed_on, job_title, step_title
from release_tasks.core.github.workflow import DispatchInput, ReleaseWorkflow, WorkflowJob, trial_branch

_DEEPEST_CALL = 4


def read_workflow(files: Mapping[str, Mapping[str, Any]], file: str, tag: str) -> ReleaseWorkflow:
    """Read one of the repository's workflow files; ``files`` holds all of them, by path from the top."""
    values = files.get(file)
    if not values:
        return ReleaseWorkflow(file=file, broken="it is no YAML that holds a workflow")
    on = values.get("on")
    return ReleaseWorkflow(
        file=file,
        events=tuple(triggers(on)),
        fires=starts_on(on, tag),
        tried=starts_on_branch(on, trial_branch(tag)),
        inputs=tuple(_inputs(triggers(on).get("workflow_dispatch"))),
        run_name=str(values.get("run-name", "")),
        jobs=tuple(_jobs(files, file, within="", allowed=True, depth=0)),
    )


def _jobs(
    files: Mapping[str, Mapping[str, Any]], file: str, *, within: str, allowed: bool, depth: int
) -> Iterator[WorkflowJob]:
    values = files.get(file, {})
    for name, job in _table(values.get("jobs")).items():
        if not isinstance(job, Mapping):
            continue
        may = allowed and _may_prove_itself(job.get("permissions", values.get("permissions")), within=within)
        called = str(job.get("uses", ""))
        if called.startswith("./") and depth < _DEEPEST_CALL:
            inner = f"{within}{name} / "
            before = _needs(job, within)
            for one in _jobs(files, called.removeprefix("./"), within=inner, allowed=may, depth=depth + 1):
                title = f"{job_title(name, job)} / {one.title}"
                outer = (str(job.get("if", "")), *one.outer)
                yield replace(one, needs=(*before, *one.needs), title=title, outer=outer)
        else:
            yield _job(
                f"{within}{name}",
                file,
                values,
                job,
                id_token=may,
                elsewhere=called,
                needs=_needs(job, within),
            )


def _job(
    name: str,
    file: str,
    values: Mapping[str, Any],
    job: Mapping[str, Any],
    *,
    id_token: bool,
    elsewhere: str,
    needs: tuple[str, ...],
) -> WorkflowJob:
    steps = [each for each in listed(job.get("steps", [])) if isinstance(each, Mapping)]
    sending = [each for each in steps if uploads(each)]
    surroundings = (values.get("env"), job.get("env"))
    return WorkflowJob(
        name=name,
        file=file,
        needs=needs,
        environment=_environment(job.get("environment")),
        id_token=id_token,
        uploads=bool(sending),
        test_index=bool(sending) and names_test_index((sending, job.get("environment"))),
        secrets=secrets_in((sending, surroundings)) if sending else (),
        matrix="matrix" in _table(job.get("strategy")),
        artifacts=tuple(found for each in steps if (found := artifact_step(each))),
        elsewhere=elsewhere,
        title=job_title(name.rpartition(" / ")[2], job),
        condition=str(job.get("if", "")),
        guards=tuple(str(each.get("if", "")) for each in sending),
        sending=tuple(map(step_title, sending)),
        handed=handed_on(job, steps),
    )


def _needs(job: Mapping[str, Any], within: str) -> tuple[str, ...]:
    return tuple(f"{within}{each}" for each in listed(job.get("needs", [])))


def _inputs(dispatch: Any) -> Iterator[DispatchInput]:
    for name, said in _table(_table(dispatch).get("inputs")).items():
        values = _table(said)
        yield DispatchInput(
            name=name,
            kind=str(values.get("type", "string")),
            default=str(values.get("default", "")),
            required=str(values.get("required", "")).lower() == "true",
        )


def _may_prove_itself(permissions: Any, *, within: str) -> bool:
    """Whether permissions let a job ask for an identity token: the defaults never do.

    A called workflow that states none has those of its caller.
    """
    if permissions is None:
        return bool(within)
    if isinstance(permissions, Mapping):
        return permissions.get("id-token") == "write"
    return bool(permissions == "write-all")


def _environment(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, Mapping) else str(value or "")


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
