"""Photos in the window: a night's import, and decisions about single pictures."""
