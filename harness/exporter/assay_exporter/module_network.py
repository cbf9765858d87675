"""A network that is no stable-baselines3 policy: a TorchScript file, or a torch.nn.Module with its state dict."""

import importlib
import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from gymnasium import spaces

from assay_exporter.archive import first_line, refuse_not_finite
from assay_exporter.export_error import ExportError
from assay_exporter.network import Network
from assay_exporter.normalisation import Normalisation
from assay_exporter.observing import Observing
from assay_exporter.tensor_spec import TensorSpec

TRIED_ROWS = 2


class ModuleNetwork(Network):
    """Normalises, if anything is to be, and hands the raw inputs to the module."""

    def __init__(self, module: torch.nn.Module, observing: Observing, names: Sequence[str]) -> None:
        super().__init__()
        self.module = module
        self.inputs = observing.specs
        self.order = order_of(module, [spec.name for spec in observing.specs])
        self.normalising = torch.nn.ModuleList(
            [
                torch.nn.Identity() if spec.dtype == "int64" else layer
                for spec, layer in zip(observing.specs, observing.layers, strict=True)
            ]
        )
        self.eval().requires_grad_(False)
        self.outputs = tried(self, names)

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What the module answers, as a tuple."""
        taken = [layer(one) for layer, one in zip(self.normalising, tensors, strict=True)]
        answer = self.module(*(taken[index] for index in self.order))
        if isinstance(answer, dict):
            return tuple(answer.values())
        return tuple(answer) if isinstance(answer, tuple | list) else (answer,)


def order_of(module: torch.nn.Module, names: list[str]) -> list[int]:
    """Where the parameters of `forward` stand among the inputs: by name, where those are the same, else as stated."""
    if isinstance(module, torch.jit.ScriptModule):
        forward: Any = module.forward
        parameters = [one.name for one in forward.schema.arguments][1:]
    else:
        parameters = list(inspect.signature(module.forward).parameters)
    return [names.index(one) for one in parameters] if sorted(parameters) == sorted(names) else list(range(len(names)))


def tried(network: ModuleNetwork, names: Sequence[str]) -> tuple[TensorSpec, ...]:
    """The outputs, found out by asking once. Raises ExportError."""
    examples = [torch.zeros((TRIED_ROWS, *spec.shape), dtype=getattr(torch, spec.dtype)) for spec in network.inputs]
    try:
        with torch.no_grad():
            found = network(*examples)
    except Exception as error:  # the module is the user's, and can raise anything
        shapes = ", ".join(
            f"{spec.name} {spec.dtype} [batch, {', '.join(map(str, spec.shape))}]" for spec in network.inputs
        )
        raise ExportError(
            f"the network does not take {shapes}: {first_line(error)}", "state the inputs that it takes with --space"
        ) from error
    if len(found) != len(names):
        raise ExportError(
            f"the network answers {len(found)} tensors, but {len(names)} names are given: {', '.join(names)}",
            "name each of them, the deciding one first: --outputs logits,value",
        )
    for name, one in zip(names, found, strict=True):
        if one.ndim == 0 or one.shape[0] != TRIED_ROWS or one.dtype not in (torch.float32, torch.int64):
            raise ExportError(
                f"the output {name} is {str(one.dtype).removeprefix('torch.')} {list(one.shape)} for {TRIED_ROWS} rows",
                "answer float32 or int64 with the batch as the first axis",
            )
    return tuple(
        TensorSpec(name, tuple(one.shape[1:]), "int64" if one.dtype == torch.int64 else "float32")
        for name, one in zip(names, found, strict=True)
    )


def usual_names(action_space: spaces.Space[Any], named: str | None) -> list[str]:
    """Names of the outputs: as the user says, or one that fits the actions."""
    if named is not None:
        return [name.strip() for name in named.split(",")]
    return ["action" if isinstance(action_space, spaces.Box) else "logits"]


def network_of_module(
    module: torch.nn.Module,
    observation_space: spaces.Space[Any],
    action_space: spaces.Space[Any],
    normalisation: Normalisation | None,
    outputs: str | None,
) -> Network:
    """The network around a module that takes raw inputs. Raises ExportError."""
    refuse_not_finite(dict(module.state_dict()), "the network")
    return ModuleNetwork(module, Observing(observation_space, normalisation), usual_names(action_space, outputs))


def scripted(path: Path) -> torch.nn.Module:
    """A TorchScript file that is trusted. Raises ExportError."""
    try:
        return torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
    except Exception as error:  # torch raises whatever a broken file leads it to
        raise ExportError(f"{path} cannot be loaded as TorchScript: {first_line(error)}", "save it again") from error


def made(place: str, option: str) -> Any:
    """What `package.module:name` makes when it is called. Raises ExportError."""
    module_name, separator, name = place.partition(":")
    if not separator:
        raise ExportError(f"{option} {place} has no colon", f"write {option} package.module:name")
    try:
        found = getattr(importlib.import_module(module_name), name)
    except (Exception, SystemExit) as error:  # a module can raise anything when it is imported
        raise ExportError(
            f"{option} {place} cannot be imported: {type(error).__name__} {first_line(error)}",
            "run where it can be, or set PYTHONPATH",
        ) from error
    try:
        return found()
    except (Exception, SystemExit) as error:  # and so can what it makes
        raise ExportError(
            f"{option} {place} could not be made without arguments: {type(error).__name__} {first_line(error)}",
            "name a function without arguments that makes it",
        ) from error
