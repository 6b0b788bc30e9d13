"""The proximity finder: its tools, views and verdicts."""
