"""Readers, one small module a kind of file: bytes in, the version's spots with their offsets out.

A kind that is added is a module here that gives ``VersionSpot`` values, and a line where
``release_tasks.world.sources.sources`` looks for such files; rewriting and proving need nothing new.
"""
