"""申领: applications for a first card, where each card is, and a unit's list."""
