"""Launches, closures and lifetimes, with dates only as precise as they are known."""
