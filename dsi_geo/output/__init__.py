"""Output: what leaves the product as files."""
