"""Where a package states its version, and the Cargo workspace around it."""
