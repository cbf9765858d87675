"""A network that is no stable-baselines3 policy: a TorchScript file, or a torch.nn.Module with its state dict."""

import importlib
import inspect
import itertools
import re
from collections.abc import Mapping, Sequence
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

BATCHES = (1, 2, 3, 4, 5, 8, 16, 32, 64, 128, 256)
"""Of which those are named that a network takes, where it does not take all."""

ACTION = "action"
"""The output that holds the deterministic action."""


class ModuleNetwork(Network):
    """Normalises, if anything is to be, and hands the raw inputs to the module."""

    def __init__(
        self, module: torch.nn.Module, observing: Observing, names: Sequence[str], actions: int | None
    ) -> None:
        """With `actions`, of a discrete space, scores are followed by the action that they decide on."""
        super().__init__()
        self.module = module
        self.names = tuple(names)
        self.deciding = False
        self.inputs = observing.specs
        self.order, self.keywords = order_of(module, [spec.name for spec in observing.specs])
        self.normalising = torch.nn.ModuleList(
            [
                torch.nn.Identity() if spec.dtype == "int64" else layer
                for spec, layer in zip(observing.specs, observing.layers, strict=True)
            ]
        )
        self.eval().requires_grad_(False)
        self.outputs = tried(self, names)
        scores, *others = self.outputs
        taken = {*names, *(spec.name for spec in self.inputs)}
        self.deciding = scores.shape[:1] == (actions,) and len(scores.shape) <= 2 and ACTION not in taken
        if self.deciding:
            self.outputs = (scores, TensorSpec(ACTION, (), "int64"), *others)

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What the module answers, as a tuple; the deterministic action second, where it is not among that."""
        taken = [layer(one) for layer, one in zip(self.normalising, tensors, strict=True)]
        named = {name: taken[index] for name, index in self.keywords.items()}
        answer = self.module(*(taken[index] for index in self.order), **named)
        if isinstance(answer, dict):
            answer = picked(answer, self.names)
        found = tuple(answer) if isinstance(answer, tuple | list) else (answer,)
        if not self.deciding:
            return found
        scores, *others = found
        means = scores.mean(dim=2) if scores.ndim == 3 else scores
        return scores, means.argmax(dim=1), *others


def picked(answer: Mapping[Any, Any], names: Sequence[str]) -> tuple[Any, ...]:
    """The answers of a dict: by key, where those are the names, or in its order where no key is one.

    :raises ExportError: where only some are
    """
    if not set(names) & set(answer):
        return tuple(answer.values())
    if set(names) != set(answer):
        raise ExportError(
            f"the network answers {', '.join(map(str, answer))}, but the outputs are named {', '.join(names)}",
            "give the very keys, the deciding one first: --outputs logits,value",
        )
    return tuple(answer[name] for name in names)


def order_of(module: torch.nn.Module, names: list[str]) -> tuple[list[int], dict[str, int]]:
    """Where the parameters of `forward` stand among the inputs: the first ones, and by keyword those behind others.

    By name, or as stated where no parameter has the name of an input.

    :raises ExportError: where only some have, or where `forward` needs more than the inputs
    """
    needed = parameters_of(module)
    if not set(names) & set(needed):
        return list(range(len(names))), {}
    if set(names) - set(needed) or any(needed[one] for one in set(needed) - set(names)):
        raise ExportError(
            f"forward takes {', '.join(needed)}, the observation has {', '.join(names)}",
            "name the parts in --space as the parameters that take them; any other parameter needs a default",
        )
    first = list(itertools.takewhile(names.__contains__, needed))
    return [names.index(one) for one in first], {one: names.index(one) for one in names if one not in first}


def parameters_of(module: torch.nn.Module) -> dict[str, bool]:
    """Names of the parameters of `forward`, in their order, and whether each is needed."""
    if isinstance(module, torch.jit.ScriptModule):
        forward: Any = module.forward
        return {one.name: not one.has_default_value() for one in forward.schema.arguments[1:]}
    return {
        name: one.default is one.empty
        for name, one in inspect.signature(module.forward).parameters.items()
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    }


def tried(network: ModuleNetwork, names: Sequence[str]) -> tuple[TensorSpec, ...]:
    """The outputs, found out by asking. Raises ExportError."""
    try:
        found = asked(network, TRIED_ROWS)
        asked(network, TRIED_ROWS + 1)
    except ExportError:
        raise
    except Exception as error:  # the module is the user's, and can raise anything
        raise not_taken(network, error) from error
    if not all(isinstance(one, torch.Tensor) for one in found):
        kinds = ", ".join(type(one).__name__ for one in found)
        raise ExportError(f"the network answers {kinds}", "answer a tensor, or a tuple, list or dict of tensors")
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


def asked(network: ModuleNetwork, rows: int) -> tuple[torch.Tensor, ...]:
    """What the network answers to that many rows of zeros. Raises whatever it does."""
    examples = [torch.zeros((rows, *spec.shape), dtype=getattr(torch, spec.dtype)) for spec in network.inputs]
    with torch.no_grad():
        found: tuple[torch.Tensor, ...] = network(*examples)
        return found


def not_taken(network: ModuleNetwork, error: Exception) -> ExportError:
    """What to say of a network that does not answer: that it takes no other batch, or no such input."""
    taken = [rows for rows in BATCHES if answers_to(network, rows)]
    if taken:
        return ExportError(
            f"the network takes only batches of {', '.join(map(str, taken))}: {reason(error)}",
            "make it take any batch: where it reshapes, write -1 for the first axis, and trace it again",
        )
    takes = ", ".join(
        f"{one.name} {one.dtype} [{', '.join(('batch', *map(str, one.shape)))}]" for one in network.inputs
    )
    floats = {one.dtype for one in network.module.parameters() if one.is_floating_point()}
    return ExportError(
        f"the network does not take {takes}: {reason(error)}",
        "state the inputs that it takes with --space" if floats <= {torch.float32} else "convert it: module.float()",
    )


def answers_to(network: ModuleNetwork, rows: int) -> bool:
    """Whether the network answers a batch of that many rows."""
    try:
        asked(network, rows)
    except Exception:  # the module is the user's, and can raise anything
        return False
    return True


def reason(error: Exception) -> str:
    """In one line; that of TorchScript comes after all the lines that led to it."""
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return lines[-1] if lines and "TorchScript" in lines[0] else first_line(error)


def usual_names(action_space: spaces.Space[Any], named: str | None) -> list[str]:
    """Names of the outputs: as the user says, or one that fits the actions."""
    if named is None:
        return [ACTION if isinstance(action_space, spaces.Box) else "logits"]
    names = [name.strip() for name in named.split(",")]
    unsound = next((name for name in names if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)), None)
    if unsound is not None:
        raise ExportError(f"--outputs names {unsound!r}", "name outputs with letters, digits and underscores")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExportError(f"--outputs names {', '.join(twice)} twice", "give each output a name of its own")
    return names


def network_of_module(
    module: torch.nn.Module,
    observation_space: spaces.Space[Any],
    action_space: spaces.Space[Any],
    normalisation: Normalisation | None,
    outputs: str | None,
) -> Network:
    """The network around a module that takes raw inputs. Raises ExportError."""
    refuse_not_finite(dict(module.state_dict()), "the network")
    actions = int(action_space.n) if isinstance(action_space, spaces.Discrete) else None
    names, observing = usual_names(action_space, outputs), Observing(observation_space, normalisation)
    both = sorted(set(names) & {spec.name for spec in observing.specs})
    if both:
        raise ExportError(f"an input and an output are both named {both[0]}", "name the output otherwise: --outputs")
    return ModuleNetwork(module, observing, names, actions)


def scripted(path: Path) -> torch.nn.Module:
    """A TorchScript file that is trusted. Raises ExportError."""
    try:
        return torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
    except Exception as error:  # torch raises whatever a broken file leads it to
        raise ExportError(f"{path} cannot be loaded as TorchScript: {first_line(error)}", "save it again") from error


def whole(path: Path) -> torch.nn.Module:
    """What `torch.save(module, path)` wrote, trusted. Raises ExportError."""
    try:
        found = torch.load(path, map_location="cpu", weights_only=False)
    except (Exception, SystemExit) as error:  # unpickling can raise anything
        raise ExportError(
            f"{path} cannot be unpickled here: {type(error).__name__}: {first_line(error)}",
            "run where its classes can be imported (PYTHONPATH), which those of a script, __main__, never can; or save "
            "module.state_dict(), and give --module package.module:Class",
        ) from error
    if not isinstance(found, torch.nn.Module):
        raise ExportError(
            f"{path} holds a {type(found).__name__}, no torch.nn.Module", "save the module, or module.state_dict()"
        )
    return found


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
