"""The project's repository on GitHub: where it is, who we are there, what it says, what we change."""
