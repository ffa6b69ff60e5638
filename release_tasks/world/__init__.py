"""The only room with windows: files, processes, git, indexes, clocks.

Each module gathers facts and performs its own actions. A provider is a function from facts to
one fact; a performer is a function from its action (and facts) to a ledger entry or None.
The runner finds both in the tables of ``release_tasks.world.table``, by name, when needed.
"""
