"""The page “Directory”: facets, search, and the list of all selected records."""
