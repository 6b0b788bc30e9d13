"""Measurements of what takes time; `python -m bench` runs them all."""
