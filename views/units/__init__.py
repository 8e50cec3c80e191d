"""Unit days in the window: jobs, boxes, the page on site."""
