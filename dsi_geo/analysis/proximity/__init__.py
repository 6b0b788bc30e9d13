"""Which records share an address, are near one another or may be duplicates, and which of them are not linked."""
