"""Which file an installer chooses, platform by platform and Python by Python; and what was gained and lost."""
