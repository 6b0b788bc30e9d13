"""
Countries, regions, places and their populations: the bundled tables and the questions that are asked of them.

Each table is read once, when first needed, and kept; what the functions hand out is a copy or a new table.
"""
