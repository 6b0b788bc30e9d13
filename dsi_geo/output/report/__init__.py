"""The report on one selection: `assembly` makes one HTML file of its chapters, `printing` a PDF."""
