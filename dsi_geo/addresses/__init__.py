"""Addresses typed by hand: parsed and compared."""
