"""What a project states about its release, read and checked key by key."""
