"""What is still to do once users can install the release."""
