"""The cluster map: the map, what stands beside it, its tools and layers."""
