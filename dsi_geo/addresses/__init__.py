"""Addresses typed by hand: read, and compared."""
