"""How the release commit gets to its branch, and the workflow's trial before the tag."""
