"""The report on one selection: `document` makes an HTML file of its chapters, `printing` a PDF of that."""
