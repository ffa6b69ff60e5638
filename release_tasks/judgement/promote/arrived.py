"""What the index has of the files that CI published, and what the log says of how they came there."""

from __future__ import annotations

from collections.abc import Iterator

from release_tasks.core.artifacts import BuiltFile
from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Evidence, Finding
from release_tasks.core.github.ci_files import CiRecord
from release_tasks.core.github.publishing_log import PublishingLog
from release_tasks.core.index import IndexFiles, IndexPage
from release_tasks.core.index.propagation import DEADLINE_S
from release_tasks.core.model import Fail, Waiting


def arrived(
    record: CiRecord | None, listed: IndexFiles, log: PublishingLog, *, recent: bool
) -> tuple[Evidence, ...] | Fail | Waiting:
    """Hold what the index lists to the files on record, or where there are none to those that the log names.

    What is not there is waited for if the upload is ``recent``.
    """
    where = listed.endpoint.listing
    there = {each.name: each for each in listed.files}
    tested = {each.name: each for each in record.files} if record else {}
    differing = tuple(
        _differs(tested[name], there[name].sha256, log)
        for name in tested.keys() & there.keys()
        if there[name].sha256 != tested[name].sha256
    )
    if differing:
        return Fail(findings=differing)
    wanted = tested.keys() or log.sent | log.was_there
    missing = [each for each in sorted(wanted) if each not in there]
    if not wanted and not there:
        missing = [f"any file of {listed.version}"]
    if missing:
        return _missing(missing, listed, log, recent=recent)
    number = f"{where} has {f'all {len(wanted)}' if wanted else len(there)} files"
    return tuple(_told(number, record, log))


def _missing(missing: list[str], listed: IndexFiles, log: PublishingLog, *, recent: bool) -> Fail | Waiting:
    """A file that was sent, as far as the log can tell, is waited for; another one never comes."""
    known = log.sent | log.was_there
    never = tuple(each for each in missing if log.sent and not log.gone and each not in known)
    findings = tuple(_lacks(each, listed, log) for each in never or missing)
    if never or not recent:
        return Fail(findings=findings)
    return Waiting(
        fact=IndexPage,
        subject=listed.endpoint.role,
        reason=f"{listed.endpoint.listing} does not list {several(missing)} yet",
        deadline_s=DEADLINE_S,
        otherwise=Fail(findings=findings),
    )


def _lacks(name: str, listed: IndexFiles, log: PublishingLog) -> Finding:
    said = "sent, by the log" if name in log.sent else "passed over as there already, by the log"
    if name not in log.sent | log.was_there:
        said = log.gone or ("not in the log" if log.sent else "the log names no file that was sent")
    errors = "\n".join(dict.fromkeys(error for each in log.jobs for error in each.errors))
    return Finding(
        kind="not on the index",
        subject=name,
        expected=f"the file on {listed.endpoint.listing}",
        found="\n".join(filter(None, (said, errors))),
        remedy="look at the log of the job that publishes, mend what it says, and run it again: "
        "an index takes further files of a version",
    )


def _differs(tested: BuiltFile, sha256: str, log: PublishingLog) -> Finding:
    passed_over = tested.name in log.was_there
    return Finding(
        kind="was passed over as there already, and the index has other bytes"
        if passed_over
        else "not the bytes that CI tested",
        subject=tested.name,
        expected=f"sha256 {tested.sha256}",
        found=f"sha256 {sha256}" if sha256 else "no sha256",
        remedy="find out who uploaded it; yank the release, and release another version"
        if sha256
        else "download it from the index and compare, or skip this item with a reason",
    )


def _told(headline: str, record: CiRecord | None, log: PublishingLog) -> Iterator[Evidence]:
    if record:
        yield Evidence(what=f"{headline}, by sha256 those of the artifacts of run {record.run}")
    else:
        yield Evidence(what=f"{headline}; not compared by digest: no artifacts of the run are on record")
    if log.sent:
        yield Evidence(what=f"the log shows {len(log.sent)} upload{'s' * (len(log.sent) != 1)}")
    if log.was_there:
        same = ", with the same bytes" if record else ""
        yield Evidence(what=f"there before{same}, so not sent again: {several(log.was_there)}")
    if log.gone or not (log.sent or log.was_there):
        yield Evidence(what=f"{log.gone or 'no log names a file'}: the index alone decides")
