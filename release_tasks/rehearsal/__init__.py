"""A whole release with nothing at stake: a throw-away clone, a bare remote, an index of our own."""
