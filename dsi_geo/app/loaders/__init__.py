"""Loading, and the only caches, keyed by (database version, entity, selection), never by a frame.

What several pages ask for is named here; `loaders.shares` and `loaders.timeline` serve one page each.
"""

from dsi_geo.app.loaders.caching import CONFIGURED, DEMONSTRATION, UPLOAD, Version
from dsi_geo.app.loaders.cluster_map import circles_in, cluster_index, colours, record_ranks
from dsi_geo.app.loaders.database import (
    Loaded,
    coordinates,
    expect_files,
    filter_options,
    forget_upload,
    load_bundled,
    load_configured,
    load_upload,
    selected,
    upload_digest,
)
from dsi_geo.app.loaders.proximity import coordinate_doubts, neighbour_pairs, roofs, shared_addresses

__all__ = [
    "CONFIGURED",
    "DEMONSTRATION",
    "UPLOAD",
    "Loaded",
    "Version",
    "circles_in",
    "cluster_index",
    "colours",
    "coordinate_doubts",
    "coordinates",
    "expect_files",
    "filter_options",
    "forget_upload",
    "load_bundled",
    "load_configured",
    "load_upload",
    "neighbour_pairs",
    "record_ranks",
    "roofs",
    "selected",
    "shared_addresses",
    "upload_digest",
]
