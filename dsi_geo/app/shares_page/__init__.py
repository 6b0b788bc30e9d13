"""Regional shares, one module a section."""
