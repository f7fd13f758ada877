"""Asking the policy models: what-if, worklist. Holds no rule of its own."""
