"""A GitHub of our own on this machine: one repository with runs, environments, issues and releases, on the stdlib."""
