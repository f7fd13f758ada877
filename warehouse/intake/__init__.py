"""Intake: the one door. It transcribes and validates; it never renames, sums or picks."""
