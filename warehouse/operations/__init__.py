"""Keeping it right and up: checking a host, telling health."""
