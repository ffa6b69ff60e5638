"""What a run of the release workflow on a branch would upload, as far as its file tells."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from release_tasks.core.github.environments import DeploymentEnvironment, ReleaseEnvironments
from release_tasks.core.github.trial import kept_out, key_input, of_dispatch, of_push, uploading
from release_tasks.core.github.workflow import ReleaseWorkflow, trial_branch
from release_tasks.core.github.workflow_reading import read_workflow

TAG = "v1.3.0"
BRANCH = trial_branch(TAG)
FILE = ".github/workflows/release.yml"
NOWHERE = ReleaseEnvironments()


def workflow(text: str, **others: str) -> ReleaseWorkflow:
    files = {FILE: text, **{f".github/workflows/{name}.yml": each for name, each in others.items()}}
    parsed: dict[str, Any] = {name: yaml.load(each, Loader=yaml.BaseLoader) for name, each in files.items()}  # noqa: S506  # it makes text only
    return read_workflow(parsed, FILE, TAG)


def released(condition: str = "", step: str = "", more: str = "", inputs: str = "") -> ReleaseWorkflow:
    return workflow(f"""
on:
  push: {{ tags: ["v*"] }}
  workflow_dispatch:
    inputs: {{ {inputs} }}
jobs:
  wheels:
    runs-on: linux
    steps: [{{ run: make }}]
  publish:
    needs: wheels
    environment: pypi
    if: "{condition}"
    {more}
    steps:
      - run: twine upload dist/*
        if: "{step}"
""")


def seen(workflow: ReleaseWorkflow, **inputs: str) -> list[tuple[str, bool]]:
    known = of_dispatch(workflow, BRANCH, inputs)
    return [(each.job.name, each.sure) for each in uploading(workflow, NOWHERE, known)]


def test_without_a_condition_it_uploads() -> None:
    assert seen(released()) == [("publish", True)]
    assert seen(released("always()")) == [("publish", True)]
    assert seen(released("github.event_name == 'workflow_dispatch'")) == [("publish", True)]


@pytest.mark.parametrize(
    "condition",
    [
        "startsWith(github.ref, 'refs/tags/')",
        "${{ github.event_name == 'push' }}",
        "github.ref_type == 'tag' && needs.wheels.result == 'success'",
    ],
)
def test_a_condition_of_tags_or_pushes_keeps_it_out(condition: str) -> None:
    for each in (released(condition), released(step=condition)):
        assert seen(each) == []
        assert [job.name for job in kept_out(each, of_dispatch(each, BRANCH, {}))] == ["publish"]


def test_what_only_the_run_can_tell_counts_as_uploading() -> None:
    assert seen(released("vars.UPLOAD == 'yes'")) == [("publish", False)]
    assert seen(released(step="env.UPLOAD == 'yes'")) == [("publish", False)]


def test_inputs_decide_by_what_is_given_or_by_default() -> None:
    declared = "upload: { type: boolean, default: true }"
    for condition in ("inputs.upload", "github.event.inputs.upload == 'true'"):
        made = released(condition, inputs=declared)
        assert seen(made) == [("publish", True)]
        assert seen(made, upload="false") == []


def test_a_job_whose_need_is_left_out_is_left_out_unless_it_asks_for_the_status() -> None:
    text = """
on: [push, workflow_dispatch]
jobs:
  gate:
    if: github.ref_type == 'tag'
    steps: [{ run: "true" }]
  publish:
    needs: [gate]
    %s
    steps: [{ run: twine upload dist/* }]
"""
    assert seen(workflow(text % "")) == []
    assert seen(workflow(text % "if: '!cancelled()'")) == [("publish", True)]


def test_jobs_of_a_called_workflow_have_its_callers_conditions_and_not_its_inputs() -> None:
    called = """
on: { workflow_call: { inputs: { really: {} } } }
jobs:
  send:
    %s
    steps: [{ run: twine upload dist/* }]
"""
    caller = """
on:
  workflow_dispatch: { inputs: { really: { default: "no" } } }
jobs:
  publish:
    %s
    uses: ./.github/workflows/send.yml
"""
    known = "if: github.event_name == 'push'"
    assert seen(workflow(caller % known, send=called % "")) == []
    assert seen(workflow(caller % "", send=called % known)) == []
    assert seen(workflow(caller % "", send=called % "if: inputs.really == 'yes'")) == [
        ("publish / send", False)
    ]
    assert seen(workflow(caller % "if: inputs.really == 'yes'", send=called % "")) == []


def test_a_called_workflow_ran_where_one_of_its_jobs_did() -> None:
    checks = """
on: { workflow_call: {} }
jobs:
  fast: { steps: [{ run: make }] }
  slow: { if: github.ref_type == 'tag', steps: [{ run: make }] }
"""
    caller = """
on: workflow_dispatch
jobs:
  checks: { uses: ./.github/workflows/checks.yml }
  publish: { needs: checks, steps: [{ run: twine upload dist/* }] }
"""
    assert seen(workflow(caller, checks=checks)) == [("publish", True)]


def test_a_workflow_elsewhere_may_upload_as_far_as_anybody_knows() -> None:
    text = "on: workflow_dispatch\njobs: { publish: { uses: acme/ci/.github/workflows/x.yml@v1 } }"
    assert seen(workflow(text)) == [("publish", False)]


def test_who_has_to_approve_first() -> None:
    made = released()
    there = ReleaseEnvironments(environments=(DeploymentEnvironment(name="pypi", reviewers=("ada",)),))
    (found,) = uploading(made, there, of_dispatch(made, BRANCH, {}))
    assert found.reviewers == ("ada",)


@pytest.mark.parametrize(
    ("on", "tried"),
    [
        ("push", True),
        ("{ push: { branches: [main, 'release/**'] } }", True),
        ("{ push: { branches-ignore: ['release/*'] } }", False),
        ("{ push: { branches: [main] } }", False),
        ("{ push: { tags: ['v*'] } }", False),
        ("{ push: { tags: ['v*'], branches: ['release/*'] } }", True),
        ("workflow_dispatch", False),
    ],
)
def test_whether_the_push_of_the_branch_starts_it(on: str, tried: bool) -> None:
    made = workflow(f"on: {on}\njobs: {{ publish: {{ steps: [{{ run: twine upload x }}] }} }}")
    assert made.tried is tried
    assert [each.job.name for each in uploading(made, NOWHERE, of_push(BRANCH))] == ["publish"]


def test_the_input_that_tells_runs_apart_has_to_show_in_the_title() -> None:
    text = "run-name: release ${{ inputs.%s }}\non: { workflow_dispatch: { inputs: { distinct_id: {} } } }\njobs: {}"
    assert key_input(workflow(text % "distinct_id")) == "distinct_id"
    assert key_input(workflow(text % "version")) == ""
