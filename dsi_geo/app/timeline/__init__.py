"""The parts of the page Timeline, and its caches."""
