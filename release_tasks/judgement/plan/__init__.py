"""Whether the commit and the release workflow are fit for a release."""
