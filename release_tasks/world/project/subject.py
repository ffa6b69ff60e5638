"""One package while its settings are completed: each value stated, or inferred and told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.utils import canonicalize_name

from release_tasks.core.coverage.platforms import KNOWN, UnknownPlatformError, platform_named
from release_tasks.core.errors import UsageError
from release_tasks.core.formats.package_name import PackageName, package_name
from release_tasks.core.project import FragmentTool, Inference, PatternSource
from release_tasks.world.files.reading import content_if_there
from release_tasks.world.project import inference
from release_tasks.world.project.changelog_places import changelog
from release_tasks.world.project.fragments import fragment_tool
from release_tasks.world.project.inference import Manifest
from release_tasks.world.project.remotes import release_remote
from release_tasks.world.project.tag_forms import tag_form
from release_tasks.world.project.tag_habits import ReleaseTag, annotates
from release_tasks.world.project.tags import TagSeen
from release_tasks.world.settings.paths import from_package, inside
from release_tasks.world.settings.reading import Stated

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOT_IN_A_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One package while it is looked at; ``told`` grows with what is inferred."""

    root: Path
    repository: Path
    stated: Stated
    manifest: Manifest
    alone: bool
    tags: Sequence[TagSeen]
    told: list[Inference] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The package's folder."""
        return self.manifest.path.parent

    def tell(self, key: str, value: str, because: str) -> str:
        """Note something inferred; gives its value."""
        self.told.append(Inference(key=key, value=value, because=because))
        return value

    def told_of(self, inferred: Inference) -> str:
        """Note an inference; gives its value."""
        self.told.append(inferred)
        return inferred.value

    def name(self) -> str:
        """Give the distribution's name as it is written; where none is, that of the package that lies there."""
        stated = self.stated.values.name or ""
        found = package_name(content_if_there, self.folder.as_posix(), self.manifest.values)
        if found is not None:
            if stated and canonicalize_name(stated) != canonicalize_name(found.text):
                raise self.stated.wrong(
                    "name", what=f"{stated} is not what {self._place(found)} says", expected=found.text
                )
            return stated or self.tell("name", found.text, found.because)
        if stated:
            return stated
        # A [project] table without a name is a mistake, and nothing to be guessed (PEP 621).
        only = None if self.manifest.project else inference.only_package(self.folder, self.manifest.values)
        if only is not None:
            return self.tell("name", only.value, f"no file states one; {only.because}")
        if (self.folder / "setup.py").is_file():
            return self.tell("name", self.folder.name, "the folder's name; setup.py computes it")
        raise UsageError(
            "the package has no name",
            where=self.manifest.where("project"),
            expected='[project] with name = "…"',
            remedy=f"add it to {self.manifest.path}",
        )

    def _place(self, name: PackageName) -> str:
        if name.file == self.manifest.path.name:
            return self.manifest.where(*name.key)
        return str(self.folder / name.file)

    def remote(self) -> str:
        """Give the git remote that releases go to."""
        stated = self.stated.values.remote or ""
        found = release_remote(self.repository, stated, self.stated.where("remote"))
        return found.value if found.value == stated else self.told_of(found)

    def tag(self, name: str, alias: str, module: str) -> str:
        """Give the tag's form, with {version} once."""
        form = self.stated.values.tag
        if not form:
            return self.told_of(
                tag_form(self.tags, self.repository, self.folder, (name, alias, module), alone=self.alone)
            )
        self.check_placeholders("tag", form, ("version", "package"))
        if form.count("{version}") != 1 or _NOT_IN_A_REF.search(form):
            raise self.stated.wrong(
                "tag",
                what=f"{form!r} makes no tags",
                expected="a name that git takes, with {version} in it once",
                remedy='tag = "v{version}"',
            )
        return form.replace("{package}", name)

    def annotate(self, tags: Sequence[ReleaseTag]) -> bool:
        """Tell whether tags are annotated."""
        stated = self.stated.values.annotate
        if stated is False and self.stated.values.sign is True:
            raise self.stated.wrong(
                "annotate", what="a signed tag is an annotated one", expected="annotate = true, or no sign"
            )
        return stated if isinstance(stated, bool) else self.told_of(annotates(tags)) == "true"

    def message(self, key: str, stated: object, inferred: Inference | None, default: str) -> str:
        """Give a message with its placeholders."""
        if not isinstance(stated, str):
            return self.told_of(inferred) if inferred else self.tell(key, default, "the default")
        self.check_placeholders(key, stated, ("version", "package", "tag"))
        return stated

    def check_placeholders(self, key: str, text: str, known: tuple[str, ...]) -> None:
        """Hold that a text has no placeholder but those."""
        for name in _PLACEHOLDER.findall(text):
            if name not in known:
                choices = ", ".join(f"{{{each}}}" for each in known)
                raise self.stated.wrong(
                    key, what=f"nothing is known to put in place of {{{name}}}", expected=choices
                )

    def pythons(self, requires: str) -> tuple[str, ...]:
        """Give the Pythons to try."""
        stated = self.stated.values.pythons
        if isinstance(stated, list):
            return tuple(stated)
        inferred = inference.pythons(self.manifest, requires)
        if not inferred.value:
            self.tell("pythons", "one that requires-python allows", inferred.because)
            return ()
        return tuple(self.told_of(inferred).split(", "))

    def platforms(self) -> tuple[str, ...]:
        """Give the platforms that wheels are expected for, by their plain names."""
        stated = enumerate(self.stated.values.platforms or ())
        return tuple(dict.fromkeys(self._platform(at, each) for at, each in stated))

    def _platform(self, at: int, text: str) -> str:
        try:
            return platform_named(text)
        except UnknownPlatformError as error:
            raise self.stated.wrong(
                "platforms",
                at,
                what=str(error),
                expected=f"one of {', '.join(KNOWN)}, or a wheel's own platform tag",
                remedy=f"did you mean {error.nearest}?" if error.nearest else "",
            ) from None

    def fragments(self) -> FragmentTool | None:
        """Give the tool that collects news fragments, None if there is none."""
        tool = fragment_tool(self.folder, self.root, alone=self.alone)
        if tool is not None:
            self.tell("fragments", tool.name, f"it is configured in {from_package(tool.home, self.root)}")
        return tool

    def changelog(self, names: tuple[str, ...], fragments: FragmentTool | None) -> Path | None:
        """Give the changelog, None if there is none."""
        stated = self.stated.values.changelog
        if isinstance(stated, str):
            return self.inside("changelog", stated)
        if stated is True:
            raise self.stated.wrong(
                "changelog", what="true names no file", expected="a path, or false for none"
            )
        if stated is False:
            return None
        if fragments is not None and fragments.changelog is not None:
            shown = from_package(fragments.changelog, self.root)
            self.tell("changelog", shown, f"{fragments.name} writes it")
            return fragments.changelog
        found, inferred = changelog(self.folder, self.repository, self.root, names, alone=self.alone)
        self.told.append(inferred)
        return found

    def patterns(self) -> tuple[PatternSource, ...]:
        """Give the further places of the version, relative to the package as its readers want them."""
        return tuple(
            PatternSource(
                path=self.relative("patterns", each.path, at=(index, "path"), exists=True), search=each.search
            )
            for index, each in enumerate(self.stated.values.patterns or ())
        )

    def relative(self, key: str, path: str, *, at: tuple[str | int, ...], exists: bool = False) -> str:
        """Give a stated path as seen from the package's folder."""
        return from_package(self.inside(key, path, at=at, exists=exists), self.folder)

    def inside(self, key: str, path: str, *, at: tuple[str | int, ...] = (), exists: bool = True) -> Path:
        """Give a stated path, absolute."""
        return inside(self.stated, key, path, self.root, self.repository, at=at, exists=exists)
