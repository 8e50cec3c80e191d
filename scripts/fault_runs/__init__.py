"""Faults on purpose: ``scripts/faults ROOM``; a short set of each runs in pytest."""
