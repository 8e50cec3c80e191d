"""Card photos: pictures out of folders and archives, cut by the rules of a city."""

from counter_app.photos.source import Room

__all__ = ["Room"]
