"""The proof that nothing was lost on the way from torch to ONNX."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from assay_exporter.documents import rounded, shortest
from assay_exporter.export_error import ExportError
from assay_exporter.network import BATCH, Network, answers
from assay_exporter.tolerance import Tolerance

Arrays = Mapping[str, NDArray[Any]]


class Run:
    """An ONNX file on one thread."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.names = [one.name for one in self.session.get_outputs()]

    def __call__(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """Answers to rows of inputs, all in one batch."""
        return dict(zip(self.names, self.session.run(None, dict(inputs)), strict=True))

    def one_by_one(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        """Answers to the same rows, each in a batch of its own."""
        rows = len(next(iter(inputs.values())))
        alone = [self({name: array[i : i + 1] for name, array in inputs.items()}) for i in range(rows)]
        return {name: np.concatenate([one[name] for one in alone]) for name in self.names}


class Gap:
    """The largest differences of one output so far."""

    def __init__(self) -> None:
        self.by_batch = {1: 0.0, BATCH: 0.0}
        self.units, self.error, self.size, self.row = 0.0, 0.0, 0.0, 0

    def see(self, batch: int, seen: NDArray[Any], expected: NDArray[Any], tolerance: Tolerance, start: int) -> None:
        """Take a block in, whose first row is `start`."""
        if seen.size == 0:
            return
        units = tolerance.units(seen, expected).reshape(len(seen), -1).max(axis=1)
        largest = float(units.max())
        if not largest <= self.units:
            self.units, self.row = largest, start + int(units.argmax())
        difference = float(np.abs(seen.astype(np.float64) - expected).max())
        self.by_batch[batch] = float(np.fmax(self.by_batch[batch], difference))
        self.size = max(self.size, float(np.abs(expected).max()))

    def document(self) -> dict[str, object]:
        """As it stands in the record."""
        return {
            "largestDifference": max(self.by_batch.values()),
            "largestInUnitsOfTolerance": rounded(self.units),
            "largestDifferenceByBatch": {str(batch): gap for batch, gap in self.by_batch.items()},
            "largestErrorAgainstFloat64": rounded(self.error),
            "largest": shortest(self.size),
        }


def not_near_ties(
    seen: NDArray[Any], expected: NDArray[Any], scores: NDArray[Any], tolerance: Tolerance
) -> NDArray[np.bool_]:
    """Rows whose action changed although the scores [rows, actions(, quantiles)] set the two further apart than that.

    Two correct runtimes may choose differently where the margin is at most twice the tolerance.
    """
    means = (scores.mean(axis=2) if scores.ndim == 3 else scores).astype(np.float64)
    if not (are_actions(seen, means) and are_actions(expected, means)):
        return (seen != expected).reshape(len(means), -1).any(axis=1)
    rows = np.arange(len(means))
    best = means.max(axis=1)
    room = 2 * (tolerance.absolute + tolerance.relative * np.abs(best))
    nearly_best = (best - means[rows, expected] <= room) & (best - means[rows, seen] <= room)
    return (seen != expected) & ~nearly_best


def are_actions(values: NDArray[Any], scores: NDArray[Any]) -> bool:
    """Whether `values` can be one index a row into scores [rows, actions]; a module of the user's may answer others."""
    return (
        scores.ndim == 2 and values.shape == scores.shape[:1] and not ((values < 0) | (values >= scores.shape[1])).any()
    )


def in_float64(network: Network, inputs: Arrays) -> dict[str, NDArray[Any]] | None:
    """What the same network answers in float64; None where one of its layers insists on float32."""
    tensors = [torch.from_numpy(np.ascontiguousarray(inputs[spec.name])) for spec in network.inputs]
    try:
        with torch.no_grad():
            found = network(*(one.double() if one.is_floating_point() else one for one in tensors))
    except RuntimeError:
        return None
    return {spec.name: one.numpy() for spec, one in zip(network.outputs, found, strict=True)}


def compare(
    network: Network,
    path: Path,
    observations: Arrays,
    tolerance: Tolerance = Tolerance(),  # noqa: B008 (it is frozen)
) -> dict[str, object]:
    """Compare the artifact, run by onnxruntime at batch 1 and 256, with torch at batch 256.

    The error against the same network in float64 tells how far apart two correct runtimes may be.

    :param observations: rows [rows, ...] for every input of the network
    :returns: the record's `exportCheck`
    :raises ExportError: where an output is further off than `tolerance`, or an action is another without a near-tie
    """
    exact, run = copy.deepcopy(network).double(), Run(path)
    inputs = {spec.name: np.ascontiguousarray(observations[spec.name], dtype=spec.dtype) for spec in network.inputs}
    scores_name = network.outputs[0].name
    gaps = {spec.name: Gap() for spec in network.outputs if spec.dtype == "float32"}
    chosen = [spec.name for spec in network.outputs if spec.dtype == "int64"]
    rows, changed = len(next(iter(inputs.values()))), 0
    for start in range(0, rows, BATCH):
        block = {name: array[start : start + BATCH] for name, array in inputs.items()}
        expected, ideal = answers(network, block), in_float64(exact, block)
        refuse_answers_not_finite(expected, start)
        for batch, seen in ((1, run.one_by_one(block)), (BATCH, run(block))):
            for name, gap in gaps.items():
                gap.see(batch, seen[name], expected[name], tolerance, start)
                if ideal is not None:
                    error = np.abs(seen[name].astype(np.float64) - ideal[name]).max(initial=0.0)
                    gap.error = float(np.fmax(gap.error, error))
            for name in chosen:
                changed += int((seen[name] != expected[name]).sum())
                wrong = not_near_ties(seen[name], expected[name], expected[scores_name], tolerance)
                if wrong.any():
                    raise ExportError(
                        f"the ONNX file decides otherwise than torch on row {start + int(wrong.argmax())} of {rows} "
                        "drawn observations, and it is no near-tie",
                        "nothing was written; the network has a layer that does not survive the export: replace it",
                    )
    refuse_beyond_tolerance(gaps, rows, tolerance)
    return {
        "observations": rows,
        "tolerance": {"relative": tolerance.relative, "absolute": tolerance.absolute},
        "largestInUnitsOfTolerance": rounded(max((gap.units for gap in gaps.values()), default=0.0)),
        "outputs": {name: gap.document() for name, gap in gaps.items()},
        **({"actionsChanged": changed} if chosen else {}),
    }


STEADY_ROWS = 64

UNSTEADY = 1e-3
"""Of the largest value."""

FORBIDDEN = 1e7
"""From here on, scores are those of actions that a mask forbids."""


def refuse_unsteady(network: Network, observations: Arrays, tolerance: Tolerance) -> None:
    """Raises ExportError where torch itself answers otherwise another time, or to a row alone, or changes its input."""
    block = {name: array[:STEADY_ROWS] for name, array in observations.items()}

    def ask(row: slice) -> dict[str, NDArray[Any]]:
        given = {name: array[row].copy() for name, array in block.items()}
        answered = answers(network, given)
        changed = [name for name, array in given.items() if not np.array_equal(array, block[name][row])]
        if changed:
            raise ExportError(
                f"the network changes its input {changed[0]} in place", "work on a copy of it: no operation in place"
            )
        return answered

    everything = slice(None)
    first, again = ask(everything), ask(everything)
    rows = [ask(slice(row, row + 1)) for row in range(len(next(iter(block.values()))))]
    alone = {name: np.concatenate([one[name] for one in rows]) for name in first}
    whole = [name for name, values in first.items() if values.dtype == np.int64]
    if differ(first, again, tolerance) or any(not np.array_equal(first[name], again[name]) for name in whole):
        raise ExportError(
            "the network does not answer the same observations twice the same: it draws, or keeps a state",
            "export what decides without either: layers in evaluation mode, deterministic, without memory",
        )
    if differ(first, alone, tolerance):
        raise ExportError(
            "the network answers an observation otherwise beside others than alone: its rows are mixed, or its "
            "answers are what rounding left of far larger numbers",
            "look where it takes means or maxima over the first axis, or reshapes it; or give a wider tolerance: "
            "--tolerance-absolute",
        )


def differ(one: Arrays, other: Arrays, tolerance: Tolerance) -> bool:
    """Whether a number is further off than any rounding: by more than a thousandth of the largest, and than tolerance.

    What masks forbid is as large as nothing that a network computes, and does not count as the largest.
    """
    for name, values in one.items():
        if values.shape != other[name].shape:
            return True
        if values.dtype.kind != "f":
            continue
        seen, again = values.astype(np.float64), other[name].astype(np.float64)
        counts = np.isfinite(seen) & np.isfinite(again) & (np.abs(seen) < FORBIDDEN) & (np.abs(again) < FORBIDDEN)
        largest = np.abs(seen[counts]).max(initial=0.0)
        room = max(UNSTEADY * largest, 2 * (tolerance.absolute + tolerance.relative * largest))
        if (np.abs(seen[counts] - again[counts]) > room).any():
            return True
    return False


def refuse_answers_not_finite(answered: Arrays, start: int) -> None:
    """Raises ExportError naming the output that is NaN or infinite on a row of a block, whose first row is `start`."""
    for name, values in answered.items():
        bad = ~np.isfinite(values.reshape(len(values), -1)).all(axis=1)
        if bad.any():
            raise ExportError(
                f"the network answers NaN or infinity in {name} on row {start + int(bad.argmax())} of the drawn "
                "observations",
                "state the ranges that its features really have, with --features or --observations-from",
            )


def refuse_beyond_tolerance(gaps: Mapping[str, Gap], rows: int, tolerance: Tolerance) -> None:
    """Raises ExportError naming the output that is furthest off."""
    worst = max(gaps, key=lambda name: gaps[name].units, default=None)
    if worst is None or gaps[worst].units <= 1:
        return
    gap = gaps[worst]
    raise ExportError(
        f"the ONNX file and torch differ by {max(gap.by_batch.values()):.3g} in {worst} on row {gap.row} of {rows} "
        f"drawn observations: {gap.units:.3g} times the tolerance "
        f"(relative {tolerance.relative:g}, absolute {tolerance.absolute:g})",
        "nothing was written; where answers are large, or features have very different scales, a wider tolerance may "
        "be right: --tolerance-relative, --tolerance-absolute",
    )
