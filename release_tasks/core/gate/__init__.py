"""The index gate: what an index lists of a release, held to what was tested, one kind of check at a time."""
