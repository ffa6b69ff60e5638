"""Who approves what, on which grounds, and whether it was published then."""
