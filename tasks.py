"""Our own release tasks, through the invoke door."""

import release_tasks.invoke

ns = release_tasks.invoke.namespace(__name__)
