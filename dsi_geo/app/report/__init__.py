"""The page on which the report is made."""
