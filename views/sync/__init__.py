"""The sync page: the line to the center, and carry files."""
