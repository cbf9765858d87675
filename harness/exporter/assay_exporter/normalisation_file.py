"""Reading `--normalisation FILE`: statistics as JSON or .npz; a pickled VecNormalize only where it is trusted."""

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assay_exporter.export_error import ExportError
from assay_exporter.json_file import parsed
from assay_exporter.normalisation import OBSERVATION, Normalisation, Statistics
from assay_exporter.pickle_scan import imports_of, looks_like_pickle

SAVE_AS_JSON = (
    "save its numbers where the file was made, and give normalisation.json instead:\n"
    'python -c "import json, pickle; '
    "v = pickle.load(open('vecnormalize.pkl', 'rb')); "
    "v.norm_obs or exit('it left observations as they are: --only-rewards-normalised'); "
    "s = v.obs_rms if isinstance(v.obs_rms, dict) else {'observation': v.obs_rms}; "
    "json.dump({'inputs': {k: {'mean': r.mean.tolist(), 'variance': r.var.tolist()} for k, r in s.items()}, "
    "'epsilon': v.epsilon, 'clip': v.clip_obs}, open('normalisation.json', 'w'))\"\n"
    "or, if you trust its origin, --trust unpickles it"
)

FORM = (
    '{"inputs": {"observation": {"mean": […], "variance": […]}}, "epsilon": 1e-8, "clip": 10}, '
    "or .npz with mean, variance, epsilon and clip"
)


def read_normalisation(path: Path, trust: bool) -> Normalisation:
    """The statistics that training normalised observations with. Raises ExportError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}", "give the file of the statistics") from error
    if looks_like_pickle(content):
        return unpickled(path, content, trust)
    try:
        return of_npz(path) if content[:2] == b"PK" else of_json(parsed(content, str(path), f"write {FORM}"))
    except ExportError:
        raise
    except Exception as error:  # numpy and json raise whatever a broken file leads them to
        raise ExportError(f"{path} holds no statistics: {type(error).__name__} {error}", f"write {FORM}") from error


def unpickled(path: Path, content: bytes, trust: bool) -> Normalisation:
    """Of a VecNormalize, as `save()` writes it. Raises ExportError unless it is trusted."""
    if not trust:
        imports = imports_of([content], str(path))
        what = "VecNormalize" if any("VecNormalize" in name for name in imports) else "an object"
        raise ExportError(f"{path} is a pickle of {what}: loading it would run what it says", SAVE_AS_JSON)
    try:
        found = Normalisation.of(pickle.loads(content))
    except (Exception, SystemExit) as error:  # a pickle can raise anything
        raise ExportError(
            f"{path} cannot be unpickled here: {type(error).__name__} {error}",
            "save its numbers with the Python that made it; README.md shows how",
        ) from error
    if found is None:
        raise ExportError(f"{path} does not normalise observations (norm_obs=False)", "give --only-rewards-normalised")
    return checked(found, str(path))


def of_npz(path: Path) -> Normalisation:
    """Arrays mean, variance, epsilon, clip; of several inputs, NAME.mean and NAME.variance."""
    with np.load(path, allow_pickle=False) as arrays:
        statistics = {}
        for key in arrays.files:
            name, _, what = key.rpartition(".")
            if what == "mean":
                variance = arrays[f"{name}.variance" if name else "variance"]
                statistics[name or OBSERVATION] = Statistics(
                    arrays[key].astype(np.float64), variance.astype(np.float64)
                )
        return checked(Normalisation(statistics, float(arrays["epsilon"]), float(arrays["clip"])), str(path))


def of_json(document: Mapping[str, Any]) -> Normalisation:
    """`inputs` by name, or mean and variance of the only one."""
    inputs = document.get("inputs", {OBSERVATION: document})
    statistics = {
        name: Statistics(np.array(one["mean"], dtype=np.float64), np.array(one["variance"], dtype=np.float64))
        for name, one in inputs.items()
    }
    return checked(Normalisation(statistics, float(document["epsilon"]), float(document["clip"])), "the file")


def checked(normalisation: Normalisation, place: str) -> Normalisation:
    """The same. Raises ExportError for statistics that nothing can be divided by."""
    for name, one in normalisation.statistics.items():
        deviation = np.sqrt(np.maximum(one.variance, 0) + normalisation.epsilon).astype(np.float32)
        sound = (
            one.mean.shape == one.variance.shape
            and np.isfinite(one.mean.astype(np.float32)).all()
            and (one.variance >= 0).all()
            and (np.isfinite(deviation) & (deviation > 0)).all()
        )
        if not sound:
            raise ExportError(f"{place}: mean and variance of {name} are no statistics", f"write {FORM}")
    if not normalisation.statistics or not normalisation.clip > 0:
        raise ExportError(f"{place} states no statistics", f"write {FORM}")
    return normalisation
