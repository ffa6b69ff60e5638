"""Interpreters, clean environments, and what an install in one of them shows."""
