"""Release checklists as runnable, resumable, evidence-keeping tasks for nox and invoke.

This module imports nothing: a host that registers our tasks pays for the door that it
uses (``release_tasks.nox`` or ``release_tasks.invoke``) and for nothing else.
"""
