"""Launches, closures and lifetimes, with dates as precise as they are known."""
