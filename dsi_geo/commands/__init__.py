"""The commands, one module each: `add` defines the arguments, `run` runs the command; wired in `dsi_geo.__main__`.

`run` gets an open database and the options; that of `serve`, which opens no database, only the options.
"""
