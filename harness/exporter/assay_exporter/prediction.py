"""The network against what stable-baselines3 itself predicts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from assay_exporter.comparison import not_near_ties, refuse_answers_not_finite
from assay_exporter.documents import rounded
from assay_exporter.export_error import ExportError
from assay_exporter.network import BATCH, Network, answers
from assay_exporter.normalisation import Normalisation
from assay_exporter.observing import parts
from assay_exporter.tolerance import Tolerance

MOST = 10_000
"""Rows that are predicted."""


def predicted(
    predictor: Any, space: spaces.Space[Any], inputs: Mapping[str, NDArray[Any]], normalisation: Normalisation | None
) -> NDArray[Any]:
    """The deterministic actions of a model or policy object, on raw inputs; one beside the observation is the mask."""
    rows = len(next(iter(inputs.values())))
    observation: dict[str, NDArray[Any]] = {}
    for name, part in parts(space).items():
        raw = inputs[name] if normalisation is None else normalisation.applied(name, inputs[name])
        observation[name] = raw.reshape(rows, *(part.shape or ()))
    beside = [inputs[name].astype(bool) for name in inputs if name not in parts(space)]
    options = {"action_masks": beside[0]} if beside else {}
    given: Any = observation if isinstance(space, spaces.Dict) else next(iter(observation.values()))
    return np.asarray(predictor.predict(given, deterministic=True, **options)[0])


def compare_with_prediction(
    network: Network,
    predictor: Any,
    observations: Mapping[str, NDArray[Any]],
    normalisation: Normalisation | None,
    tolerance: Tolerance,
) -> dict[str, object]:
    """Compare the actions of `network` with those that `predictor.predict(..., deterministic=True)` gives.

    :returns: the record's `predictCheck`
    :raises ExportError: where one is another, beyond near-ties and tolerance
    """
    space = predictor.observation_space
    rows = min(len(next(iter(observations.values()))), MOST)
    worst = changed = 0.0
    for start in range(0, rows, BATCH):
        block = {name: array[start : min(start + BATCH, rows)] for name, array in observations.items()}
        ours = answers(network, block)
        refuse_answers_not_finite(ours, start)
        theirs = predicted(predictor, space, block, normalisation)
        if ours["action"].dtype == np.int64:
            scores = ours[network.outputs[0].name]
            wrong = not_near_ties(theirs, ours["action"], scores, tolerance)
            changed += float((theirs != ours["action"]).sum())
        else:
            units = tolerance.units(ours["action"], theirs).max(axis=1)
            wrong, worst = ~(units <= 1), max(worst, float(units.max()))
        if wrong.any():
            raise ExportError(
                "the network decides otherwise than predict() of stable-baselines3 on row "
                f"{start + int(wrong.argmax())} of the drawn observations",
                "the policy does more than its layers show (a class or a method of its own): save it as TorchScript",
            )
    discrete = "int64" in (spec.dtype for spec in network.outputs)
    found = {"actionsChanged": int(changed)} if discrete else {"largestInUnitsOfTolerance": rounded(worst)}
    who = "stable-baselines3" if hasattr(predictor, "policy") else "its policy as built anew from the weights"
    return {"observations": rows, "against": f"predict(deterministic=True) of {who}", **found}
