"""Package indexes: their addresses, what they list, and uploads to them."""
