"""The project of a run: what settings state, and what is inferred where they do not, with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from release_tasks.core.formats.toml_document import document
from release_tasks.core.project import Project
from release_tasks.core.request import Request
from release_tasks.core.work_tree import Manifests
from release_tasks.world.files.reading import content
from release_tasks.world.project import inference
from release_tasks.world.project.follow_ups import follow_up_places
from release_tasks.world.project.hosting import hosting
from release_tasks.world.project.inference import Manifest
from release_tasks.world.project.packages import choose, found_packages, is_package
from release_tasks.world.project.publishing import publication
from release_tasks.world.project.subject import Subject
from release_tasks.world.project.tag_habits import commit_message, of_form, tag_message
from release_tasks.world.project.tags import newest_first
from release_tasks.world.project.work_tree import MANIFEST
from release_tasks.world.settings.commands import commands, one_command
from release_tasks.world.settings.paths import from_package
from release_tasks.world.settings.reading import read_settings

if TYPE_CHECKING:
    from release_tasks.core.announcing import Channel

TAG_MESSAGE = "{package} v{version}"
COMMIT_MESSAGE = "chore(release): {package} {version}"


def project(request: Request, listed: Manifests) -> Project:
    """Find the package that the run is about, with all that is stated or inferred about its release.

    :raises UsageError: settings or pyproject.toml are wrong, or it is not clear which package is meant.
    """
    root = request.root.resolve()
    settings = read_settings(root)
    package = choose(request, settings, listed, root)
    path = package.folder / MANIFEST
    by_setuptools = not path.is_file() and is_package(path)
    data = b"" if by_setuptools else content(path, needed_by="the package's pyproject.toml")
    subject = Subject(
        root=root,
        repository=listed.tree.repository,
        stated=settings.of(package.alias),
        manifest=Manifest(path=path, data=data, values=document(path, data)),
        alone=len(settings.root.packages) < 2
        and all(each.folder == package.folder for each in found_packages(listed, root)),
        tags=newest_first(listed.tree.repository),
    )
    if not subject.stated.values.path:
        subject.tell("path", from_package(package.folder, root), package.because)
    name = subject.name()
    found = _completed(subject, name, package.alias or name)
    return replace(found, channels=_channels(subject), follow_ups=follow_up_places(subject))


def _completed(subject: Subject, name: str, alias: str) -> Project:
    stated, values = subject.stated, subject.stated.values
    module = values.import_name or subject.told_of(inference.import_name(subject.manifest, name))
    tag = subject.tag(name, alias, module)
    tags = of_form(subject.tags, tag)
    requires = inference.requires_python(subject.manifest)
    smoke = one_command(stated, "smoke", values.smoke)
    if smoke is None:
        smoke, inferred = inference.smoke(subject.manifest, module)
        subject.told.append(inferred)
    published = publication(stated, subject.repository, tag)
    docs_paths = enumerate(values.docs_paths or ())
    fragments = subject.fragments()
    return Project(
        root=subject.root,
        repository=subject.repository,
        path=subject.folder,
        name=name,
        alias=alias,
        import_name=module,
        tag=tag,
        tag_message=subject.message("tag-message", values.tag_message, tag_message(tags), TAG_MESSAGE),
        commit_message=subject.message(
            "commit-message", values.commit_message, commit_message(tags), COMMIT_MESSAGE
        ),
        annotate=subject.annotate(tags),
        sign=values.sign is True,
        branch=values.branch or None,
        remote=subject.remote(),
        tests=commands(stated, "tests", values.tests),
        build=commands(stated, "build", values.build),
        docs=commands(stated, "docs", values.docs),
        docs_paths=tuple(subject.relative("docs-paths", each, at=(index,)) for index, each in docs_paths),
        cargo_update=tuple(values.cargo_update or ()),
        smoke=smoke,
        pythons=subject.pythons(requires),
        requires_python=requires,
        platforms=subject.platforms(),
        workflow=published.workflow,
        dist=subject.inside("dist", values.dist, exists=False) if values.dist else subject.folder / "dist",
        changelog=subject.changelog((name, alias, module), fragments),
        fragments=fragments,
        patterns=subject.patterns(),
        publish=published.by,
        testpypi=published.testpypi,
        indexes=published.indexes,
        hosting=hosting(stated),
        provenance=values.provenance or "exists",
        require=tuple(values.require or ()),
        inferred=(*subject.told, *published.told),
    )


def _channels(subject: Subject) -> tuple[Channel, ...]:
    if not subject.stated.values.announce:
        return ()
    from release_tasks.world.announce.channels import channels  # noqa: PLC0415  # few projects announce

    return channels(subject)
