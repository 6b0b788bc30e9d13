"""The cluster map: the map component, its layers and tools, and the list beside it."""
