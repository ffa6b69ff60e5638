"""What a project's own release commits tell: how its version moved, and which lines moved with it."""
