"""Upload times (PEP 700): when each file of a release came, and which came long after the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from release_tasks.core.distributions.members import several
from release_tasks.core.findings import Finding
from release_tasks.core.index import IndexFile

LATE = timedelta(days=1)
"""Files of one release go up within hours; PyPI itself has no bound."""


def upload_times(files: Sequence[IndexFile]) -> Mapping[str, datetime]:
    """When each file came, by its name; without those of which the index does not say it."""
    return {each.name: when for each in files if (when := _time(each.uploaded))}


def uploaded_late(files: Sequence[IndexFile]) -> Iterator[Finding]:
    """Find what came long after the first file: an index lets files be added at any time, by whoever may upload."""
    times = upload_times(files)
    if not times:
        return
    first = min(times.values())
    late = {name: when for name, when in times.items() if when - first > LATE}
    if late:
        days = (max(late.values()) - first).days
        yield Finding(
            kind="uploaded long after the others",
            subject=several(late),
            expected=f"all files within a day of {first:%Y-%m-%d}",
            found=f"up to {days} day{'s' * (days != 1)} later",
            remedy="see that you know who added them, and why",
        )


def _time(text: str) -> datetime | None:
    """The time that an index states (ISO 8601, UTC), to the second: Python 3.10 reads no other fractions than of 3 or 6 digits."""
    try:
        return datetime.fromisoformat(f"{text.rstrip('Z').partition('.')[0]}+00:00")
    except ValueError:
        return None
