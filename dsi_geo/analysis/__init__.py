"""Analysis: tables in, tables out. Nothing here reads files, draws, or changes its input."""
