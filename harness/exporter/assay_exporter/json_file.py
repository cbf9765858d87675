"""JSON that comes from elsewhere."""

import json
from pathlib import Path
from typing import Any

from assay_exporter.export_error import ExportError


def parsed(text: bytes, place: str, remedy: str) -> Any:
    """What the text states. Raises ExportError where it is no JSON, or nests deeper than can be read."""
    try:
        document = json.loads(text)
        # JSON can escape halves of letters, which could not be written out again.
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{place} cannot be read as JSON: {error}", remedy) from error
    return document


def read_json(path: Path, remedy: str) -> Any:
    """What the file states. Raises ExportError."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}", remedy) from error
    return parsed(text, str(path), remedy)
