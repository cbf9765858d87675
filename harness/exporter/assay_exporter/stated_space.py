"""Spaces that are stated in a file: `--space space.json`.

    {"observation": SPACE, "action": SPACE}

where SPACE is one of
    {"kind": "box", "low": -1 or [...], "high": 1 or [...], "shape": [4], "dtype": "float32"}
    {"kind": "discrete", "n": 4}
    {"kind": "multi-discrete", "counts": [3, 4]}
    {"kind": "multi-binary", "n": 3}
    {"kind": "dict", "spaces": {"NAME": SPACE, ...}}

JSON knows no infinity: "inf" and "-inf" stand for it.
"""

from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces

from assay_exporter.export_error import ExportError
from assay_exporter.json_file import read_json

Space = spaces.Space[Any]


def read_spaces(path: Path) -> tuple[Space | None, Space | None]:
    """Observation and action space, as far as stated. Raises ExportError."""
    document = read_json(path, "state the spaces as README.md shows")
    if not isinstance(document, dict) or not set(document) & {"observation", "action"}:
        raise ExportError(f"{path} states neither observation nor action", 'write {"observation": {…}, "action": {…}}')
    return tuple(  # type: ignore[return-value]
        space_of(document[key], f"{path}: {key}") if key in document else None for key in ("observation", "action")
    )


def space_of(document: Any, place: str) -> Space:
    """The space that a JSON object states. Raises ExportError."""
    try:
        match document["kind"]:
            case "box":
                return box_of(document)
            case "discrete":
                return spaces.Discrete(int(document["n"]))
            case "multi-discrete":
                return spaces.MultiDiscrete([int(count) for count in document["counts"]])
            case "multi-binary":
                return spaces.MultiBinary(document["n"])
            case "dict":
                named = [(name, space_of(one, f"{place}.{name}")) for name, one in document["spaces"].items()]
                return spaces.Dict(OrderedDict(named))
            case kind:
                raise ValueError(f"unknown kind {kind!r}")
    except ExportError:
        raise
    except Exception as error:  # whatever gymnasium makes of wrong values
        raise ExportError(
            f"{place} states no space: {type(error).__name__} {error}",
            "state kind box, discrete, multi-discrete, multi-binary or dict, as README.md shows",
        ) from error


def box_of(document: dict[str, Any]) -> spaces.Box:
    """A box, whose bounds are numbers or lists of the given shape."""
    dtype = np.dtype(document.get("dtype", "float32"))
    low, high = (np.array(document[key], dtype=np.float64) for key in ("low", "high"))
    shape = tuple(document["shape"]) if "shape" in document else low.shape
    low, high = low.astype(dtype), high.astype(dtype)
    return spaces.Box(np.broadcast_to(low, shape), np.broadcast_to(high, shape), shape, dtype.type)
