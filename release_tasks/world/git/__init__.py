"""The repository: what it is like, and the commits, tags and pushes that a release makes."""
