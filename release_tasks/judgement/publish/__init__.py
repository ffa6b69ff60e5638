"""CI's run of the tag: followed, run again, and what it handed on and uploaded for trial."""
