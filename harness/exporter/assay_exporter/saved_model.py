"""Models that stable-baselines3 or sb3-contrib saved: built anew from their weights, or unpickled where trusted."""

import math
import sys
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gymnasium import spaces

from assay_exporter import archive, rebuilding
from assay_exporter.agreeing import agreed, agreed_actions
from assay_exporter.documents import camel_case
from assay_exporter.export_error import ExportError
from assay_exporter.network import Network, network_of, network_of_policy
from assay_exporter.normalisation import Normalisation
from assay_exporter.request import Request
from assay_exporter.saved_space import (
    REMEDY,
    UnreadableSpaceError,
    in_the_order_of_training,
    saved_space,
    told_in_full,
)
from assay_exporter.source import Source, Space, origin

ON_POLICY = ("PPO", "A2C", "MaskablePPO")
"""Those that keep an original observation only within VecNormalize; all others always do."""

HYPERPARAMETERS = (
    *("learning_rate", "gamma", "batch_size", "n_steps", "n_epochs", "gae_lambda", "ent_coef", "vf_coef", "n_envs"),
    *(
        "max_grad_norm",
        "buffer_size",
        "learning_starts",
        "tau",
        "train_freq",
        "gradient_steps",
        "target_update_interval",
    ),
    *("exploration_fraction", "exploration_final_eps", "use_sde", "top_quantiles_to_drop_per_net"),
)
"""Those of stable-baselines3 that go into the record where the model states them as plain values."""


def saved_model(
    request: Request, normalisation: Normalisation | None, stated: tuple[Space | None, Space | None]
) -> Source:
    """A model that stable-baselines3 saved. Raises ExportError."""
    path = request.model
    with archive.opened(path, str(path)) as opened:
        data = archive.plain_data(opened, path)
        weights = archive.state_dict(archive.member(opened, "policy.pth", path), f"{path}: policy.pth")
        library = text_of(opened, "_stable_baselines3_version")
        system = text_of(opened, "system_info.txt")
    algorithm = rebuilding.algorithm_in(weights, data, request.algorithm, str(path))
    refuse_normalisation_left_out(request, algorithm, data)
    facts = {
        "algorithm": algorithm,
        "seed": plain(data.get("seed")),
        "steps": plain(data.get("num_timesteps")),
        "hyperparameters": camel_case(
            {key: plain(data[key]) for key in HYPERPARAMETERS if plain(data.get(key)) is not None}
        ),
        "source": {**origin(path, "stable-baselines3"), "savedBy": library, "unpickled": request.trust},
    }
    if request.trust:
        model = unpickled(path, algorithm, system)
        observation, action = model.observation_space, model.action_space
        if stated[0] is not None:
            observation = agreed(stated[0], observation, "observation space")
        if stated[1] is not None:
            action = agreed_actions(stated[1], action, True)
        network: Network = network_of(model, normalisation)
        return Source(network, observation, action, normalisation, model, facts)
    observation, action = observations_of(data, stated[0]), actions_of(data, stated[1])
    policy = rebuilding.rebuilt(algorithm, weights, data, observation, action, request.activation, str(path))
    network = network_of_policy(algorithm, policy, normalisation)
    return Source(network, observation, action, normalisation, policy, facts)


def refuse_normalisation_left_out(request: Request, algorithm: str, data: Mapping[str, Any]) -> None:
    """Raises ExportError where `--no-normalisation` is stated of a model that was trained within VecNormalize."""
    left_out = request.normalisation is None and not request.only_rewards_normalised
    if left_out and algorithm in ON_POLICY and data.get("_last_original_obs") is not None:
        raise ExportError(
            f"{request.model} was trained within VecNormalize (it keeps an observation from before normalisation)",
            "give its statistics with --normalisation; or, if it had norm_obs=False, say --only-rewards-normalised",
        )


def plain(value: Any) -> int | float | str | None:
    """A value that stands in the model as a number or as text; None for any other. JSON lacks infinity: it is text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float | str) else None


def observations_of(data: Mapping[str, Any], stated: Space | None) -> Space:
    """The observation space as stated, or else as the model tells it. Raises ExportError where they do not agree."""
    place, fields = "observation space", data.get("observation_space")
    if stated is None:
        return saved_space(fields, place)
    try:
        return agreed(stated, saved_space(fields, place, any_bounds=True), place)
    except UnreadableSpaceError:
        return in_the_order_of_training(stated, fields, place)


def actions_of(data: Mapping[str, Any], stated: Space | None) -> Space:
    """The action space, in exact numbers: answers are scaled by them. Raises ExportError as `observations_of`."""
    fields = data.get("action_space")
    try:
        told = saved_space(fields, "action space")
    except UnreadableSpaceError:
        if stated is None:
            raise
        return stated
    if isinstance(stated, spaces.Box) and isinstance(told, spaces.Box) and stated.shape == told.shape:
        stated = spaces.Box(stated.low, stated.high, dtype=told.dtype)
        if told_in_full(stated, fields):
            return stated
    exact = told_in_full(told, fields)
    if stated is not None:
        return agreed_actions(stated, told, exact)
    if not exact:
        raise ExportError(f"the bounds of the action space may have been rounded when saved: {told}", REMEDY)
    return told


def text_of(opened: zipfile.ZipFile, name: str) -> str | None:
    """A small text member, if it is there."""
    if name not in opened.namelist() or opened.getinfo(name).file_size > 65_536:
        return None
    return archive.member(opened, name, Path(str(opened.filename))).decode("utf-8", "replace").strip()


def unpickled(path: Path, algorithm: str, system: str | None) -> Any:
    """The model, loaded by stable-baselines3 itself. Raises ExportError with what is missing."""
    import sb3_contrib
    import stable_baselines3

    library = stable_baselines3 if hasattr(stable_baselines3, algorithm) else sb3_contrib
    # Of no use for deciding, and the first to break where Python or numpy are others than in training.
    left_out: dict[str, Any] = dict.fromkeys(("learning_rate", "clip_range"), 0.0)
    left_out |= {"clip_range_vf": None, "lr_schedule": lambda _: 0.0, "buffer_size": 1}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            return getattr(library, algorithm).load(path, device="cpu", custom_objects=left_out)
        except (Exception, SystemExit) as error:  # unpickling can raise anything
            told = [str(one.message).splitlines()[0] for one in said if "deserialize" in str(one.message)]
            missing = isinstance(error, ImportError | AttributeError) or bool(told)
            reason = f"{type(error).__name__}: {archive.first_line(error)}" + (f" ({told[0]})" if told else "")
            where = next((line for line in (system or "").splitlines() if "Python:" in line), "").lstrip("- ")
            raise ExportError(
                f"{path} cannot be unpickled here: {reason}"
                + (f"; it was saved under {where}, this is Python {sys.version.split()[0]}" if where else ""),
                "run where its own classes can be imported (PYTHONPATH), with the Python that saved it"
                if missing
                else "run with the Python and library versions that saved it, or leave --trust out",
            ) from error
