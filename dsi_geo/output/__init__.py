"""Output: tables, pictures, reports and verdicts as files."""
