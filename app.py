"""Streamlit entry: opens the current release and builds navigation from the page registry. Nothing else."""

from warehouse.pages.frame import run

run()
