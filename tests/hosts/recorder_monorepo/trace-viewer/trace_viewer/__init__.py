"""Shows a recording."""
