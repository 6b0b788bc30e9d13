"""How large a Parquet file becomes in memory: asked of its footer and its dictionaries, before its rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dsi_geo.errors import InputError, quoted
from dsi_geo.readers.limits import (
    MAX_CELL,
    MAX_UNPACKED,
    SMALL_UNPACKED,
    check_size,
    max_cells,
    unpacked_too_large,
)


def check_parquet(file: Path | pa.Buffer, source: str) -> None:
    """Refuse a Parquet file that is too large when it is read.

    Compression and dictionaries let a file of a kilobyte hold gigabytes: both are added up here.

    Parameters
    ----------
    file
        The file, or its content.

    Raises
    ------
    InputError
        If it has too many rows, columns, values or bytes.
    """
    with pq.ParquetFile(_opened(file)) as opened:
        about = opened.metadata
        check_size(about.num_rows, len(opened.schema_arrow.names), source)
    chunks = list(_chunks(about))
    if (values := sum(chunk.num_values for chunk in chunks)) > max_cells():
        raise InputError(
            f"{quoted(source)} has {values:,} values; at most {max_cells():,} are read. Leave out columns, or split it."
        )
    stored = sum(chunk.total_uncompressed_size for chunk in chunks)
    at_most = sum(chunk.total_uncompressed_size * chunk.num_values for chunk in chunks)
    size = (
        stored if stored > MAX_UNPACKED or at_most <= SMALL_UNPACKED else _repeated_size(file, about, source)
    )
    if size > MAX_UNPACKED:
        raise InputError(unpacked_too_large(size, MAX_UNPACKED, source))


def _opened(file: Path | pa.Buffer) -> Path | pa.BufferReader:
    return file if isinstance(file, Path) else pa.BufferReader(file)


def _chunks(about: pq.FileMetaData) -> Iterator[pq.ColumnChunkMetaData]:
    for group in range(about.num_row_groups):
        for column in range(about.num_columns):
            yield about.row_group(group).column(column)


def _repeated_size(file: Path | pa.Buffer, about: pq.FileMetaData, source: str) -> float:
    """Bytes of the texts that are stored once in a dictionary, if each stood in its row; more than allowed at most.

    Columns are read as dictionaries, one chunk at a time, so that this takes no more than is stored.
    """
    columns = [about.schema.column(at) for at in range(about.num_columns)]
    paths = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
    size = 0.0
    with pq.ParquetFile(_opened(file), read_dictionary=paths) as opened:
        for group in range(about.num_row_groups):
            for path in paths:
                size += _repeated(opened.read_row_group(group, [path]).column(0), path, source)
                if size > MAX_UNPACKED:
                    return size
    return size


def _repeated(column: pa.ChunkedArray, path: str, source: str) -> float:
    size = 0.0
    for part in column.chunks:
        texts = part
        while pa.types.is_nested(texts.type):
            texts = texts.field(0) if pa.types.is_struct(texts.type) else texts.flatten()
        if pa.types.is_dictionary(texts.type):
            lengths = pc.binary_length(texts.dictionary)
            longest = pc.max(lengths).as_py() or 0
            if longest > MAX_CELL and not pa.types.is_binary(texts.dictionary.type):
                raise InputError(
                    f"{quoted(source)}, column {quoted(path)}: a cell has {longest:,} bytes; at most {MAX_CELL:,} are "
                    "read. Shorten it."
                )
            lengths = lengths.take(texts.indices)
            size += pc.sum(pc.cast(lengths, pa.float64())).as_py() or 0.0
    return size
