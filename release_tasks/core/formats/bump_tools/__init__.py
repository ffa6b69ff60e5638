"""Settings of other bump tools: the version that they hold, and the files and texts that they list.

A tool that is added is a module here that gives a :class:`BumpTool`, and a line in
``release_tasks.world.sources.bump_tools``.
"""
