"""What settings may state of the way from the tag to the announcement."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType


class ChannelSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """A place where releases are told."""

    url: Annotated[
        str, Meta(description="The environment variable that holds the address, as apprise writes it.")
    ]
    template: Annotated[str, Meta(description="The file with the text, from the folder of the settings.")] = (
        ""
    )
    subject: Annotated[str, Meta(description="The subject, with {version}, {package} and {tag}.")] = ""


class AfterTagSettings(Struct, rename="kebab", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Keys of a package that only stages tag, publish, promote and post look at."""

    release_by: Annotated[
        Literal["push", "pull-request"] | UnsetType,
        Meta(description="How the release commit gets to the branch: by a push, or as a pull request."),
    ] = UNSET
    ci_dry_run: Annotated[
        bool | UnsetType,
        Meta(
            description="Whether the release workflow is run on the release commit before the tag exists, as --ci-dry-run asks for."
        ),
    ] = UNSET
    dispatch_inputs: Annotated[
        dict[str, str | bool | int] | UnsetType,
        Meta(
            description="The inputs that the release workflow is dispatched with; {version}, {package} and {tag} are filled in."
        ),
    ] = UNSET
    follow_minutes: Annotated[
        Annotated[int, Meta(ge=1)] | UnsetType,
        Meta(description="How long a workflow run is followed, in minutes; 180 if not given."),
    ] = UNSET
    reruns: Annotated[
        Annotated[int, Meta(ge=0, le=49)] | UnsetType,
        Meta(description="How often the failed jobs of a run may run again; 1 if not given."),
    ] = UNSET
    flaky: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The jobs that may run again without a question where they alone failed; * stands for any text."
        ),
    ] = UNSET
    smoke_jobs: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The jobs of the release workflow that try the files out on their platforms; * stands for any text. "
            "Without, those that are called smoke, test or verify and name a platform."
        ),
    ] = UNSET
    tracker: Annotated[
        bool | UnsetType,
        Meta(
            description="Whether an issue on GitHub holds the checklist of each release; false if not given."
        ),
    ] = UNSET
    hotfix_branches: Annotated[
        list[str] | UnsetType,
        Meta(
            description="The branches whose commits have to come back to the main one after a release; * stands for any text."
        ),
    ] = UNSET
    release_assets: Annotated[
        bool | list[str] | UnsetType,
        Meta(
            description='Whether the release on GitHub has the files that the index lists; or which, as ["*.tar.gz"]. Without, as the last one has.'
        ),
    ] = UNSET
    issue_comments: Annotated[
        bool | UnsetType,
        Meta(
            description="Whether each closed issue that the release resolves gets a comment; without, none does."
        ),
    ] = UNSET
    next_milestone: Annotated[
        str | UnsetType,
        Meta(description="Where open items of the release's milestone go; without, to the next version's."),
    ] = UNSET
    announce: Annotated[
        dict[str, str | ChannelSettings] | UnsetType,
        Meta(
            description="Where releases are told: a name for each channel, with the environment variable that holds its address, "
            'or a table with url (that variable), template and subject: `{ list = { url = "RELEASE_TASKS_LIST_URL" } }`.'
        ),
    ] = UNSET
    todo: Annotated[
        str | UnsetType,
        Meta(description="The project's own todo file, where what a release left for later is written down."),
    ] = UNSET
    follow_up_labels: Annotated[
        list[str] | UnsetType,
        Meta(description="The labels of the issue that holds what a release left for later."),
    ] = UNSET
