"""Whether version, commit and release workflow are fit for a release, and nothing stands in its way."""
