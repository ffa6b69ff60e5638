"""The pure room: words, facts, actions and judgements.

Nothing in here reads a file, starts a process, opens a connection or looks at a clock.
"""
