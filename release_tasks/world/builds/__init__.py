"""Building, and looking inside what was built."""
