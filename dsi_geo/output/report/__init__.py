"""The report on one selection: `content` gathers, `typesetting` makes one HTML file of it, `printing` a PDF."""
