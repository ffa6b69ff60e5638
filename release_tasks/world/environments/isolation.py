"""Environment variables of clean installs: what may come from the user, and what may not.

What is verified is the artifact, so only settings that could change *which artifact* gets
installed, or where, are kept out. Its dependencies, and what an sdist needs to build, come from
wherever the user's installer gets packages (a mirror, a private index): that is theirs to say.
How the network is reached (certificates, proxies, timeouts) is always theirs to say, in variables: what
only a pip.conf or uv.toml says of it is not heard where no configuration may be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from release_tasks.world.processes.run import project_environment

_BENDS_PYTHON = re.compile(
    r"^(?:PYTHON(?!UTF8$|IOENCODING$).*|PIP_.*|UV_.*|VIRTUALENV_.*|VIRTUAL_ENV.*|CONDA_.*|__PYVENV_LAUNCHER__)$"
)
_TRANSPORT = re.compile(
    r"^(?:PIP_(?:CERT|CLIENT_CERT|PROXY|TRUSTED_HOST|TIMEOUT|DEFAULT_TIMEOUT|RETRIES)|"
    r"UV_(?:NATIVE_TLS|SYSTEM_CERTS|INSECURE_HOST|HTTP_TIMEOUT|HTTP_RETRIES|HTTP_CONNECT_TIMEOUT))$"
)
_INDEXES = re.compile(
    r"^(?:PIP_(?:INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|CONFIG_FILE|KEYRING_PROVIDER)|"
    r"UV_(?:INDEX|INDEX_.*|DEFAULT_INDEX|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|OFFLINE|CONFIG_FILE|KEYRING_PROVIDER|"
    r"CACHE_DIR))$"
)
_QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_PROGRESS_BAR": "off",
    "PIP_USER": "0",
    "UV_NO_PROGRESS": "1",
    "UV_PYTHON_DOWNLOADS": "never",
}


def neutral(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give our environment less secrets and less all that bends Python, pip or uv."""
    kept = {name: value for name, value in project_environment().items() if not _BENDS_PYTHON.match(name)}
    return {**kept, **(extra or {})}


def cut_off(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the installer no settings of the user's but how the network is reached.

    pip takes an ``os.devnull`` as PIP_CONFIG_FILE for "no configuration files at all". Its ``--isolated`` would
    ignore the variables of ``extra`` too, and with them an index address that must not be in argv.
    """
    return neutral({**_from_user(_TRANSPORT), **_QUIET, "PIP_CONFIG_FILE": os.devnull, **(extra or {})})


def users_own() -> dict[str, str]:
    """Give the installer the user's indexes, with the passwords that those need."""
    return neutral({**_from_user(_TRANSPORT), **_from_user(_INDEXES), **_QUIET})


def _from_user(wanted: re.Pattern[str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if wanted.match(name)}
