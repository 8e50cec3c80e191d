"""Exchange campaigns and cards nobody collects, in the window."""
