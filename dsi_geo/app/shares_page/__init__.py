"""The page Regional shares, one module per group of sections."""
