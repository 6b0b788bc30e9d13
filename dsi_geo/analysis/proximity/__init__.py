"""Who shares an address, is near, may be entered twice, and who of them does not know of the other."""
