"""The practice day: the whole program on real input, without a display."""
