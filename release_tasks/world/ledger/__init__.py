"""What is kept beside the repository: the ledger, the lock, and where they lie."""
