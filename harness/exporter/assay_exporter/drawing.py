"""Observations drawn within the ranges of the features."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assay_exporter.feature import Feature, Features
from assay_exporter.tensor_spec import TensorSpec

CELLS = 256
"""Steps of the grid between minimum and maximum, on which values are short as decimals."""


def column(random: np.random.Generator, rows: int, feature: Feature) -> NDArray[np.float64]:
    """`rows` values of one feature."""
    match feature.kind:
        case "flag":
            return random.integers(0, 2, rows).astype(np.float64)
        case "categorical":
            return random.choice(np.array(feature.codes, dtype=np.float64), rows)
        case "integer":
            low, high = np.ceil(float(feature.minimum or 0)), np.floor(float(feature.maximum or 0))
            return random.integers(int(low), int(high) + 1, rows).astype(np.float64)
    low, high = float(feature.minimum or 0), float(feature.maximum or 0)
    return low + random.integers(0, CELLS + 1, rows) / CELLS * (high - low)


def draw(
    random: np.random.Generator, rows: int, features: Sequence[Features], mask: TensorSpec | None
) -> dict[str, NDArray[Any]]:
    """`rows` rows of every input. Of a mask, each action is allowed as often as not, and at least one always is."""
    found: dict[str, NDArray[Any]] = {}
    for group in features:
        columns = [column(random, rows, feature) for feature in group.elements]
        found[group.spec.name] = np.stack(columns, axis=1).reshape(rows, *group.spec.shape).astype(group.spec.dtype)
    if mask is not None:
        allowed = random.random((rows, *mask.shape)) < 0.5
        allowed[np.arange(rows), random.integers(0, mask.shape[0], rows)] = True
        found[mask.name] = allowed.astype(mask.dtype)
    return found


def within(rows: dict[str, NDArray[Any]], features: Sequence[Features]) -> NDArray[np.bool_]:
    """Which rows lie within the ranges, every element of them."""
    keep = np.ones(len(next(iter(rows.values()))), dtype=bool)
    for group in features:
        flat = rows[group.spec.name].reshape(len(keep), -1)
        for index, feature in enumerate(group.elements):
            values = flat[:, index]
            if feature.kind in ("real", "integer"):
                keep &= (values >= np.float32(feature.minimum or 0)) & (values <= np.float32(feature.maximum or 0))
            elif feature.kind == "flag":
                keep &= np.isin(values, (0, 1))
            else:
                keep &= np.isin(values, feature.codes)
    return keep
