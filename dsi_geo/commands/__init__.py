"""The commands, one module each: `add` says what it takes, `run` does it; wired in `dsi_geo.__main__`."""
