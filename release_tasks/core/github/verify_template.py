"""The workflow that installs a release on other systems, as it is written into a project.

One action, pinned to its commit, no permissions, nothing checked out; inputs reach the script through its environment.
"""

from __future__ import annotations

import json
import re

from packaging.utils import canonicalize_name

from release_tasks.core.coverage.pythons import python_named
from release_tasks.core.errors import UsageError
from release_tasks.core.placeholders import fill
from release_tasks.core.project import Project

FOLDER = ".github/workflows"
KEY_INPUT = "key"
"""The input that only shows in the run's title."""

RUNNERS = {"Linux": "ubuntu-latest", "macOS": "macos-latest", "Windows": "windows-latest"}
"""Systems as a runner calls itself (RUNNER_OS), and the label that gets one."""

SETUP_PYTHON = "actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0"

_FILE = re.compile(rf"{re.escape(FOLDER)}/verify-release(-[a-z0-9-]+)?\.yml")
_VERSION = "@VERSION@"
_NEWEST = ("3.x",)
"""What setup-python calls it; for projects that state no Python."""
_WORDS = {"Linux": r"linux", "macOS": r"macos|darwin|osx", "Windows": r"\bwin"}
"""How the names of platforms begin."""

_WORKFLOW = """\
# Installs a release from the index on other systems, and tries it. Written by release-verify-workflow.
# release-post starts it and follows it; by hand it is started at Actions, {title}, Run workflow.
name: {title}
run-name: {title} ${{{{ inputs.version }}}} ${{{{ inputs.files }}}} ${{{{ inputs.key }}}}

on:
  workflow_dispatch:
    inputs:
      version:
        description: The version to install
        type: string
        required: true
      index:
        description: The address of the index's simple pages; pip's own if not given
        type: string
        default: ""
      digests:
        description: The sha256 of each file that may be installed, with spaces between; any if not given
        type: string
        default: ""
      wheels:
        description: The systems on which a wheel has to be installed, and no sdist
        type: string
        default: {systems_text}
      files:
        description: A fingerprint of these files; shows in the run's title
        type: string
        default: ""
      key:
        description: Shows in the run's title, to tell it from others
        type: string
        default: ""

permissions: {{}}

concurrency:
  group: ${{{{ github.workflow }}}} ${{{{ inputs.version }}}} ${{{{ inputs.files }}}} ${{{{ inputs.key }}}}
  cancel-in-progress: false

jobs:
  install:
    name: ${{{{ matrix.system }}}}, Python ${{{{ matrix.python }}}}
    runs-on: ${{{{ matrix.runner }}}}
    timeout-minutes: 30
    permissions: {{}}
    strategy:
      fail-fast: false
      matrix:
        system: {systems}
        python: {pythons}
        include:
{runners}
    steps:
      - name: Set up Python
        uses: {setup}
        with:
          python-version: ${{{{ matrix.python }}}}
          allow-prereleases: true
      - name: Install the release, and try it
        shell: python
        env:
          NAME: {name}
          TRY: {smoke}
          VERSION: ${{{{ inputs.version }}}}
          INDEX: ${{{{ inputs.index }}}}
          DIGESTS: ${{{{ inputs.digests }}}}
          WHEELS: ${{{{ inputs.wheels }}}}
        run: |
{script}"""

_SCRIPT = """\
import json, os, pathlib, re, subprocess, sys

name, version = os.environ["NAME"], os.environ["VERSION"]
digests = os.environ["DIGESTS"].split()
if not re.fullmatch(r"[0-9A-Za-z.!+_-]+", version) or not all(
    re.fullmatch("[0-9a-f]{64}", each) for each in digests
):
    sys.exit("a version and sha256 digests are wanted")

def run(command, **how):
    print("$", command, flush=True)
    subprocess.run(command, check=True, **how)

def pip(*words):
    run([sys.executable, "-m", "pip", *words, "--no-cache-dir", "--disable-pip-version-check"])

# From that index come the release's own files alone; what they depend on comes from pip's.
wanted, fetched = pathlib.Path("wanted.txt"), pathlib.Path("fetched")
hashes = "".join(f" --hash=sha256:{each}" for each in digests)
wanted.write_text(f"{name}=={version}{hashes}\\n")
how = ["--require-hashes"] if digests else []
how += ["--index-url", os.environ["INDEX"]] if os.environ["INDEX"] else []
how += ["--only-binary", ":all:"] if os.environ["RUNNER_OS"] in os.environ["WHEELS"].split() else []
pip("download", "--no-deps", "--dest", str(fetched), "--requirement", str(wanted), *how)
pip("install", *map(str, fetched.iterdir()))
pip("check")

command = json.loads(os.environ["TRY"].replace("@VERSION@", version))
if command:
    run(command, shell=isinstance(command, str))
"""


def file_name(project: Project) -> str:
    """What the workflow's file is called: a package below the repository's top has one of its own."""
    own = "" if project.path == project.repository else f"-{canonicalize_name(project.alias)}"
    return f"verify-release{own}.yml"


def path_of(project: Project) -> str:
    """Where the file is, from the top of the repository."""
    return f"{FOLDER}/{file_name(project)}"


def tries_releases(path: str) -> bool:
    """Whether that is such a workflow's file, of any package."""
    return _FILE.fullmatch(path) is not None


def verify_workflow(project: Project) -> str:
    """The file's text for a project: its systems, its Pythons, its smoke command.

    :raises UsageError: the smoke command needs what only this machine has.
    """
    served = systems(project)
    pythons = named_pythons(project) or _NEWEST
    runners = (f"          - {{system: {each}, runner: {RUNNERS[each]}}}" for each in served)
    script = "".join(f"          {line}".rstrip() + "\n" for line in _SCRIPT.splitlines())
    return _WORKFLOW.format(
        title=file_name(project).removesuffix(".yml").replace("-", " ", 1).replace("-", " of ", 1),
        name=_quoted(project.name),
        systems=f"[{', '.join(served)}]",
        systems_text=" ".join(served),
        pythons=f"[{', '.join(map(_quoted, pythons))}]",
        runners="\n".join(runners),
        setup=SETUP_PYTHON,
        smoke=_quoted(json.dumps(_tried(project))),
        script=script,
    )


def named_pythons(project: Project) -> tuple[str, ...]:
    """The project's Pythons that another machine may have, too."""
    return tuple(dict.fromkeys(filter(None, map(python_named, project.pythons))))


def systems(project: Project) -> tuple[str, ...]:
    """The systems that settings name platforms of; all where they name none."""
    text = " ".join(project.platforms).casefold()
    return tuple(each for each in RUNNERS if re.search(_WORDS[each], text)) or tuple(RUNNERS)


def _tried(project: Project) -> list[str] | str:
    """The smoke command with its version left open: argv, or one line for the shell; without one, an import."""
    if project.smoke is None:
        return ["python", "-c", f"import {project.import_name}"] if project.import_name else []
    known = {"package": project.name, "version": _VERSION, "tag": project.tag.replace("{version}", _VERSION)}
    try:
        command = fill(project.smoke, {**known, "python": "python"})
    except UsageError as error:
        raise UsageError(
            error.what,
            where=f"smoke = {str(project.smoke)!r}",
            expected="a command that another machine can run: {python}, {version}, {package} and {tag} are known there",
            remedy="state such a one as smoke in the settings",
        ) from None
    return command.argv[0] if command.shell else list(command.argv)


def _quoted(text: str) -> str:
    """A text as YAML in single quotes, in which nothing but the quote is special."""
    return "'" + text.replace("'", "''") + "'"
