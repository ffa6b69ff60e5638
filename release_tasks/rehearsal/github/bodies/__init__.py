"""GitHub's JSON for what our local GitHub knows: every key that its API description requires, and few more."""
