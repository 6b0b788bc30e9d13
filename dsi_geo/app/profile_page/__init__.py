"""The page Profiles: one group of records beside all others, or two such groups side by side."""
