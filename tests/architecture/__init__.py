"""Proofs that the house keeps its shape."""
