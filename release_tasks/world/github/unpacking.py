"""Takes the distributions out of an artifact's archive; whatever else it holds is left alone."""

from __future__ import annotations

import shutil
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from release_tasks.core.distributions.filename import parse_filename
from release_tasks.core.distributions.members import Member, unsafe
from release_tasks.world.builds.archives import CHUNK
from release_tasks.world.builds.bounds import bounded_zip, too_large, unpacked_limit


def unpack(archive: Path, name: str, folder: Path) -> tuple[str, ...]:
    """Write the distributions of the artifact ``name`` into ``folder``, each in a folder of its own; names the rest.

    A file may have gone up bare, in no archive: then it is what was downloaded, called like the artifact. Only
    what is inside tells a wheel from an archive of wheels: both are zip files.

    :raises ValueError: a member lies outside the archive's folder, or there is more than any honest one holds.
    """
    if not zipfile.is_zipfile(archive):
        return _bare(archive, name, folder)
    with bounded_zip(archive) as stream, zipfile.ZipFile(stream) as opened:
        entries = [each for each in opened.infolist() if not each.is_dir()]
        if _is_wheel([each.filename for each in entries]):
            return _bare(archive, name, folder)
        if faults := list(unsafe(name, [_member(each) for each in entries])):
            raise ValueError(f"{faults[0].kind}: {faults[0].found}")
        wanted = [each for each in entries if is_distribution(_last(each.filename))]
        # zipfile never gives more of a member than its stated size, so the sum can be trusted.
        if sum(each.file_size for each in wanted) > unpacked_limit(archive):
            raise too_large(archive)
        for at, entry in enumerate(wanted):
            target = folder / str(at) / _last(entry.filename)
            target.parent.mkdir()
            with opened.open(entry) as source, target.open("wb") as to:
                shutil.copyfileobj(source, to, CHUNK)
    return tuple(each.filename for each in entries if each not in wanted)


def is_distribution(name: str) -> bool:
    """Whether a file with that name claims to be a wheel or an sdist; any other .tar.gz is somebody's bundle."""
    if name.endswith(".whl"):
        return True
    try:
        parse_filename(name)
    except ValueError:
        return False
    return True


def _bare(file: Path, name: str, folder: Path) -> tuple[str, ...]:
    if not is_distribution(name):
        return (name,)
    (folder / "0").mkdir()
    shutil.copyfile(file, folder / "0" / _last(name))
    return ()


def _is_wheel(names: Sequence[str]) -> bool:
    """Whether an archive with these members is itself a wheel, and no folder in which wheels lie among others."""
    unpacked = any(each.count("/") == 1 and each.endswith(".dist-info/WHEEL") for each in names)
    return unpacked and not any(is_distribution(_last(each)) for each in names)


def _member(entry: zipfile.ZipInfo) -> Member:
    # Not what an archive made on Windows says, whose upper bits are none of a file's mode.
    mode = entry.external_attr >> 16
    return Member(name=entry.filename, size=entry.file_size, special=stat.S_ISLNK(mode))


def _last(name: str) -> str:
    return name.rpartition("/")[2]
