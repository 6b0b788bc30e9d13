"""What GDAL may do while it reads: two formats, and no other file or host."""

from __future__ import annotations

import os
from typing import Final

OTHER_DRIVERS: Final = (
    "ADBC,AIVector,AmigoCloud,AVCBin,AVCE00,Carto,CSV,CSW,DGN,DXF,EDIGEO,EEDA,Elasticsearch,ESRIJSON,GDALG,GeoJSON,"
    "GeoJSONSeq,GeoRSS,GML,GPKG,GPSBabel,GPX,GTFS,HTTP,Idrisi,JML,JSONFG,KML,LIBKML,LVBAG,MapInfo File,MapML,MBTiles,"
    "MiraMonVector,MVT,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OpenFileGDB,OSM,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,"
    "PMTiles,S57,Selafin,SQLite,SXF,TopoJSON,VDV,VFK,VICAR,WAsP,WFS,XLSX"
)
"""GDAL's drivers of formats with shapes, but for FlatGeobuf, Shapefile and memory, as GDAL_SKIP names them."""

SWITCHES: Final = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
    "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
}
"""GDAL's own options that are set for as long as it reads."""


def keep_only_read_formats() -> None:
    """Let GDAL know no format but those that are read with it, FlatGeobuf and Shapefile.

    To be called before pyogrio is imported, in a process that only reads: GDAL cannot write GeoPackage or GeoJSON
    in it.
    """
    os.environ["GDAL_SKIP"] = OTHER_DRIVERS
    os.environ["PROJ_NETWORK"] = "OFF"
