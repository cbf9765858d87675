"""From the file that is to be exported to its network, as far as it may be loaded."""

import os
import sys
from typing import Any

from gymnasium import spaces

from assay_exporter import archive, module_network
from assay_exporter.documents import sha256
from assay_exporter.export_error import ExportError
from assay_exporter.model_kind import kind_of
from assay_exporter.normalisation import Normalisation
from assay_exporter.normalisation_file import read_normalisation
from assay_exporter.request import Request
from assay_exporter.saved_model import saved_model
from assay_exporter.source import Source, Space, origin
from assay_exporter.stated_space import read_spaces


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
        "--module": request.module is not None and kind not in ("state dict", "whole module"),
        "--only-rewards-normalised": request.only_rewards_normalised and not saved,
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
        case "whole module" if request.module is None and not request.trust:
            raise ExportError(
                f"{path} holds more than weights, as a whole module does: loading it would run what its pickle says",
                "save module.state_dict() alone, and give --module package.module:Class; or, if it is a module and you "
                "trust its origin, --trust loads it",
            )
        case "whole module" if request.module is None:
            return own_module(request, module_network.whole(path), normalisation or None, stated, "torch.nn.Module")
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


def stated_spaces(request: Request) -> tuple[Space | None, Space | None]:
    """Observation and action space, as far as the user states them."""
    if request.space is not None:
        return read_spaces(request.space)
    if request.environment is None:
        return None, None
    environment = module_network.made(request.environment, "--environment")
    try:
        found = tuple(
            getattr(environment, f"single_{name}", None) or getattr(environment, name, None)
            for name in ("observation_space", "action_space")
        )
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
    normalising = normaliser_in(environment)
    if normalising is not None and request.normalisation is None:
        raise ExportError(
            f"--environment {request.environment} makes one that normalises observations ({normalising})",
            "give its statistics with --normalisation, or name a function that makes the environment without it",
        )
    return found  # type: ignore[return-value]


NORMALISERS = {"VecNormalize", "NormalizeObservation"}
"""Wrappers of stable-baselines3 and of gymnasium."""


def normaliser_in(environment: Any) -> str | None:
    """The wrapper around an environment that normalises its observations, if there is one."""
    layer = environment
    for _ in range(100):
        kinds = {kind.__name__ for kind in type(layer).__mro__}
        if kinds & NORMALISERS and getattr(layer, "norm_obs", True):
            return type(layer).__name__
        inner = getattr(layer, "__dict__", {})
        several = inner.get("envs")
        first = several[0] if isinstance(several, list | tuple) and several else None
        layer = next((one for one in (inner.get("venv"), inner.get("env"), first) if one is not None), None)
    return None


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
