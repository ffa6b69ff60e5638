"""What settings state of where follow-ups are written down."""

from __future__ import annotations

from release_tasks.core.follow_ups import FollowUpPlaces
from release_tasks.world.project.subject import Subject


def follow_up_places(subject: Subject) -> FollowUpPlaces:
    """Give what is stated; a todo file need not be there yet.

    :raises UsageError: the todo file would lie out of the repository, or is a folder.
    """
    values = subject.stated.values
    todo = subject.inside("todo", values.todo, exists=False) if values.todo else None
    if todo is not None and todo.is_dir():
        raise subject.stated.wrong("todo", what=f"{values.todo} is a folder", expected="a file")
    return FollowUpPlaces(todo=todo, labels=tuple(values.follow_up_labels or ()))
