"""What a build backend has to be told through the environment, because it has no other way to hear it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from packaging.utils import canonicalize_name

from release_tasks.core.formats.toml_document import table


def backend_variables(pyproject: Mapping[str, Any], name: str, version: str) -> dict[str, str]:
    """Give the variables for the build of ``name`` ``version``.

    maturin makes ``linux_*`` wheels for a build front end unless it is told otherwise. Backends that
    take the version from the tag are told the version, as the tag is made after the build.
    """
    variables = {}
    backend = table(pyproject, "build-system").get("build-backend")
    if backend == "maturin" and "compatibility" not in table(pyproject, "tool", "maturin"):
        variables["MATURIN_PEP517_ARGS"] = "--compatibility pypi"
    if "version" in table(pyproject, "project").get("dynamic", ()):
        variables |= _version_variables(pyproject, name, version)
    return variables


def _version_variables(pyproject: Mapping[str, Any], name: str, version: str) -> dict[str, str]:
    spelled = canonicalize_name(name).replace("-", "_").upper()
    variables = {f"SETUPTOOLS_SCM_PRETEND_VERSION_FOR_{spelled}": version, "PDM_BUILD_SCM_VERSION": version}
    if table(pyproject, "tool", "hatch", "version").get("source") == "vcs":
        # hatch-vcs does not tell setuptools-scm the name.
        variables["SETUPTOOLS_SCM_PRETEND_VERSION"] = version
    return variables
