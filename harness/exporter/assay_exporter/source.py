"""From the file that is to be exported to its network: which kind of file it is, and how far it may be loaded."""

import math
import os
import sys
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gymnasium import spaces

from assay_exporter import archive, module_network, rebuilding
from assay_exporter.agreeing import agreed, agreed_actions
from assay_exporter.documents import camel_case, sha256
from assay_exporter.export_error import ExportError
from assay_exporter.network import Network, network_of, network_of_policy
from assay_exporter.normalisation import Normalisation
from assay_exporter.normalisation_file import read_normalisation
from assay_exporter.pickle_scan import LARGEST, imports_of, looks_like_pickle, names_ray
from assay_exporter.request import Request
from assay_exporter.saved_space import REMEDY, in_the_order_of_training, saved_space, told_in_full
from assay_exporter.stated_space import read_spaces

Space = spaces.Space[Any]

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


@dataclass(frozen=True)
class Source:
    """What is exported."""

    network: Network
    observation_space: Space
    action_space: Space
    normalisation: Normalisation | None
    predictor: Any
    """The object whose predict() the network is compared with; None where there is none."""

    facts: Mapping[str, object]
    """Of the record: where the network comes from."""


def read_source(request: Request) -> Source:
    """The network of the file that `request` names. Raises ExportError."""
    kind = kind_of(request.model)
    refuse_options_without_effect(request, kind)
    before = sha256(request.model)
    source = source_of(request, kind)
    if sha256(request.model) != before:
        raise ExportError(f"{request.model} changed while it was read", "export it when its training has ended")
    return source


def refuse_options_without_effect(request: Request, kind: str) -> None:
    """Raises ExportError: what is stated and not used would be believed to hold."""
    saved = kind == "stable-baselines3"
    without = {
        "--module": request.module is not None and kind != "state dict",
        "--outputs": request.outputs is not None and saved,
        "--activation": request.activation is not None and (request.trust or not saved),
    }
    for option, given in without.items():
        if given:
            trusted = " with --trust" if saved and request.trust else ""
            raise ExportError(f"{option} has no effect on {request.model}, {kind}{trusted}", f"leave {option} out")


def source_of(request: Request, kind: str) -> Source:
    """The same, for a file of that kind."""
    path = request.model
    if request.trust or request.module or request.environment:
        sys.path.insert(0, os.getcwd())
    normalisation = request.normalisation and read_normalisation(request.normalisation, request.trust)
    stated = stated_spaces(request)
    match kind:
        case "stable-baselines3":
            return saved_model(request, normalisation or None, stated)
        case "TorchScript" if not request.trust:
            raise ExportError(
                f"{path} is a TorchScript file: a program, which could read and write files while it runs",
                "--trust runs it, if you trust its origin; or give a state dict and --module package.module:Class",
            )
        case "TorchScript":
            return own_module(request, module_network.scripted(path), normalisation or None, stated, kind)
    if request.module is None:
        raise ExportError(
            f"{path} is a state dict of torch: weights without the network that they belong to",
            "name the network: --module package.module:Class, with --space for what it takes and decides",
        )
    module = module_network.made(request.module, "--module")
    weights = archive.state_dict(path.read_bytes(), str(path))
    try:
        module.load_state_dict(weights, strict=True)
    except Exception as error:  # the module is the user's, and can be anything
        raise ExportError(
            f"the weights of {path} are not those of {request.module}: {' '.join(str(error).split())[:300]}",
            "name the module that they were saved from",
        ) from error
    return own_module(request, module, normalisation or None, stated, "torch.nn.Module")


def kind_of(path: Path) -> str:
    """stable-baselines3, TorchScript or state dict. Raises ExportError for anything else, without loading it."""
    if os.path.isdir(path):
        names = set(os.listdir(path))
        if names & {"rllib_checkpoint.json", "algorithm_state.pkl", "policies", "learner_group", "rl_module"}:
            raise archive.ray_error(str(path), ["a checkpoint of RLlib"])
        raise ExportError(f"{path} is a folder", "name the file that the model was saved to")
    if not os.path.isfile(path):
        raise ExportError(f"there is no file {path}", "name the file that the model was saved to")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}", "make it readable") from error
    beginning = content[:16]
    if beginning[:2] == b"PK":
        with archive.opened(path, str(path)) as opened:
            names = set(opened.namelist())
            found = set() if "policy.pth" in names else archive.imports_in(opened, path)
        if "policy.pth" in names:
            return "stable-baselines3"
        last = {name.rpartition("/")[2] for name in names}
        if "constants.pkl" in last and any("/code/" in name for name in names):
            return "TorchScript"
        if names_ray(found):
            raise archive.ray_error(str(path), names_ray(found))
        if "data.pkl" in last:
            return "state dict"
        raise ExportError(
            f"{path} is a zip, but holds no model: {', '.join(sorted(names)[:4]) or 'nothing'}",
            "give the file that model.save() wrote, not a folder packed by hand",
        )
    if not looks_like_pickle(beginning):
        what = "empty" if not beginning else f"no zip: it begins with {beginning[:8]!r}"
        raise ExportError(
            f"{path} is {what}", "give the .zip that model.save() of stable-baselines3 wrote, or a .pt file"
        )
    found = imports_of(content)
    if names_ray(found):
        raise archive.ray_error(str(path), names_ray(found))
    if found <= {"collections.OrderedDict"} | {name for name in found if name.startswith("torch.")}:
        return "state dict"
    newer = f" of protocol {beginning[1]}, newer than this Python's," if beginning[1] > 5 else ""
    raise ExportError(
        f"{path} is a pickle{newer} that would import {', '.join(sorted(found)[:3])}: loading it would run code",
        "where it was made, save the model itself: model.save('model.zip'), or torch.save(module.state_dict(), …)",
    )


def stated_spaces(request: Request) -> tuple[Space | None, Space | None]:
    """Observation and action space, as far as the user states them."""
    if request.space is not None:
        return read_spaces(request.space)
    if request.environment is None:
        return None, None
    environment = module_network.made(request.environment, "--environment")
    try:
        found = tuple(getattr(environment, name, None) for name in ("observation_space", "action_space"))
    except Exception as error:  # properties of the user's can raise anything
        raise ExportError(
            f"--environment {request.environment} does not tell its spaces: {type(error).__name__} {error}",
            "name a function without arguments that returns the environment",
        ) from error
    if not all(isinstance(one, spaces.Space) for one in found):
        raise ExportError(
            f"--environment {request.environment} makes a {type(environment).__name__} without gymnasium spaces",
            "name a function without arguments that returns the environment",
        )
    return found  # type: ignore[return-value]


def origin(path: Path, form: str) -> dict[str, object]:
    """The file that was exported."""
    return {"file": path.name, "sha256": sha256(path), "form": form}


def own_module(
    request: Request,
    module: Any,
    normalisation: Normalisation | None,
    stated: tuple[Space | None, Space | None],
    form: str,
) -> Source:
    """A network of the user's own, which takes and decides what is stated. Raises ExportError."""
    observation, action = stated
    if observation is None or action is None:
        raise ExportError(
            f"{request.model} does not say what it takes and decides",
            "state both: --space space.json, or --environment module:factory",
        )
    network = module_network.network_of_module(module, observation, action, normalisation, request.outputs)
    facts = {"algorithm": request.algorithm or "unknown", "source": origin(request.model, form)}
    return Source(network, observation, action, normalisation, None, facts)


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


def plain(value: Any) -> int | float | str | None:
    """A value that stands in the model as a number or as text; None for any other. JSON lacks infinity: it is text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float | str) else None


def observations_of(data: Mapping[str, Any], stated: Space | None) -> Space:
    """The observation space as stated, or else as the model tells it. Raises ExportError where they do not agree."""
    place, fields = "observation space", data.get("observation_space")
    try:
        told = saved_space(fields, place)
    except ExportError:
        if stated is None:
            raise
        return in_the_order_of_training(stated, fields, place)
    return told if stated is None else agreed(stated, told, place)


def actions_of(data: Mapping[str, Any], stated: Space | None) -> Space:
    """The action space, in exact numbers: answers are scaled by them. Raises ExportError as `observations_of`."""
    fields = data.get("action_space")
    try:
        told = saved_space(fields, "action space")
    except ExportError:
        if stated is None:
            raise
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
