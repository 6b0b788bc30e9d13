"""Regional shares: counts of areas, how sure they are, how concentrated, whether by chance."""
