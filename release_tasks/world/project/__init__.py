"""The package that a run is about: found, with what is stated and what is inferred of it."""
