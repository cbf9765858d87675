"""Golden vectors: observations and the training framework's own answers to them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assay_exporter.documents import shortest


def choose(
    pool: NDArray[Any], chosen: NDArray[np.int64], count: int, each: int, random: np.random.Generator
) -> NDArray[Any]:
    """`count` rows of `pool`: up to `each` of every action that occurs in it, the rest as they come."""
    return pool[choose_rows(chosen, count, each, random)]


def choose_rows(chosen: NDArray[np.int64], count: int, each: int, random: np.random.Generator) -> NDArray[np.int64]:
    """The same as indices of rows, where `chosen` [rows] is the action on each."""
    order = random.permutation(len(chosen))
    by_action = [order[chosen[order] == action][:each] for action in np.unique(chosen)]
    first = np.concatenate(by_action)[:count]
    rest = order[~np.isin(order, first)][: count - len(first)]
    return random.permutation(np.concatenate([first, rest]))


def flat_row(row: NDArray[Any]) -> list[float | int]:
    """One row, last axis first to move; float32 in its shortest decimal form, whole numbers as they are."""
    flat = np.atleast_1d(row).reshape(-1)
    if np.issubdtype(flat.dtype, np.floating):
        return [shortest(value) for value in flat]
    return [int(value) for value in flat]


def golden_vectors(
    framework: str,
    artifact_sha256: str,
    inputs: Mapping[str, NDArray[Any]],
    outputs: Mapping[str, NDArray[Any]],
) -> dict[str, object]:
    """The document: every row of every input and output as a flat list.

    :param framework: that computed the outputs, with its version
    :param artifact_sha256: of the ONNX file that they belong to
    :param inputs: arrays [rows, ...] by name, as `outputs`
    """
    return {
        "framework": framework,
        "artifact": artifact_sha256,
        "inputs": {name: [flat_row(row) for row in array] for name, array in inputs.items()},
        "outputs": {name: [flat_row(row) for row in array] for name, array in outputs.items()},
    }
