"""Regional shares: counts by area, their uncertainty, their concentration, and whether chance explains it."""
