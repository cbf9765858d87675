"""The network as it is served: raw observations in; scores, actions and values out."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from assay_exporter.deciding import Head, head_of
from assay_exporter.export_error import ExportError
from assay_exporter.normalisation import Normalisation
from assay_exporter.observing import Observing
from assay_exporter.tensor_spec import TensorSpec

__all__ = [
    "ALGORITHMS",
    "Network",
    "PolicyNetwork",
    "TensorSpec",
    "algorithm_of",
    "answers",
    "network_of",
    "network_of_policy",
]

ALGORITHMS = ("PPO", "A2C", "DQN", "SAC", "TD3", "DDPG", "QRDQN", "MaskablePPO", "TQC")

BATCH = 256


class Network(torch.nn.Module):
    """Takes one tensor [batch, ...] per input and answers a tuple of one per output, in the order of the specs."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]


class PolicyNetwork(Network):
    """A policy: what it does to observations, and how it decides on what comes out of that."""

    def __init__(self, observing: Observing, deciding: Head) -> None:
        super().__init__()
        self.observing, self.deciding = observing, deciding
        self.inputs = (*observing.specs, *deciding.inputs)
        self.outputs = deciding.outputs
        self.cpu().eval().requires_grad_(False)

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """What the deterministic policy decides, and what it stands on."""
        observed = len(self.observing.specs)
        answer: tuple[torch.Tensor, ...] = self.deciding(self.observing(*tensors[:observed]), *tensors[observed:])
        return answer


def algorithm_of(model: Any) -> str:
    """The algorithm that a trained object is of, or derives from. Raises ExportError where it is none of ALGORITHMS."""
    names = [kind.__name__ for kind in type(model).__mro__]
    found = next((name for name in names if name in ALGORITHMS), None)
    if found is None or "RecurrentPPO" in names:
        raise ExportError(
            f"{names[0]} is not an algorithm that can be exported",
            f"export one of {', '.join(ALGORITHMS)}; a recurrent policy keeps a state that a contract cannot state",
        )
    return found


def network_of_policy(algorithm: str, policy: Any, normalisation: Any = None) -> PolicyNetwork:
    """The network of a policy object that `algorithm` trained."""
    observing = Observing(policy.observation_space, Normalisation.of(normalisation))
    network = PolicyNetwork(observing, head_of(algorithm, policy))
    refuse_what_is_not_finite(network)
    return network


def network_of(model: Any, normalisation: Any = None) -> PolicyNetwork:
    """The network of a trained stable-baselines3 or sb3-contrib object, a copy of it as it stands now.

    :param normalisation: VecNormalize (or Normalisation) whose observation statistics are part of the network
    """
    return network_of_policy(algorithm_of(model), model.policy, normalisation)


def refuse_what_is_not_finite(network: torch.nn.Module) -> None:
    """Raises ExportError naming the weights that are NaN or infinite."""
    bad = [
        f"{name} ({int((~torch.isfinite(tensor)).sum())} of {tensor.numel()})"
        for name, tensor in network.named_parameters()
        if not bool(torch.isfinite(tensor).all())
    ]
    if bad:
        raise ExportError(
            f"weights are NaN or infinite: {', '.join(bad)}",
            "the training diverged: export an earlier checkpoint, and look at the learning rate",
        )


def answers(network: Network, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """What torch answers to rows of inputs [rows, ...], in batches of 256: one array per output of `network`."""
    columns = [np.ascontiguousarray(inputs[spec.name], dtype=spec.dtype) for spec in network.inputs]
    blocks = []
    with torch.no_grad(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
        for start in range(0, len(columns[0]), BATCH):
            tensors = [torch.from_numpy(column[start : start + BATCH]) for column in columns]
            blocks.append([answer.numpy() for answer in network(*tensors)])
    return {spec.name: np.concatenate([block[i] for block in blocks]) for i, spec in enumerate(network.outputs)}
