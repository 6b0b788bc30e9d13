"""The commands, one module each: `add` says what it takes, `run` does it; wired in `dsi_geo.__main__`.

`run` is given a database, which is open, and the options; of `serve`, which opens none by itself, the options alone.
"""
