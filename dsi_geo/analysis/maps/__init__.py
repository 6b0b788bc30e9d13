"""Where records are on a map: circles, density, areas, what is around, and the list beside it."""
