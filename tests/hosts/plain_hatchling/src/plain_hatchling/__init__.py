"""A sample with nothing to configure."""
