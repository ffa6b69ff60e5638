"""What must hold inside an sdist or wheel, judged on names, sizes, digests and texts alone."""
