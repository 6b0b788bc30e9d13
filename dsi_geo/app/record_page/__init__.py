"""The page of one record: what it is, where, when, by whom, what is around it and like it, and what is doubtful."""
