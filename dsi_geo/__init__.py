"""DSI Geo: where digital social innovation is, and how precisely that is known."""

__version__ = "1.0.0"
