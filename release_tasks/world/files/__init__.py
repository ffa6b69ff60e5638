"""Files of the work tree: read with remedies, written all or none."""
