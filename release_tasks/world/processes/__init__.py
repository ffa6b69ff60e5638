"""Programs that we start, and how they end."""
