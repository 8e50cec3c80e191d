"""The HTTP face of the center."""
