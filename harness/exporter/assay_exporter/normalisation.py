"""Statistics that observations were normalised with in training, and the layer that does the same in the artifact."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Floats64 = NDArray[np.float64]

OBSERVATION = "observation"
"""The name of the only input, where the observation space has no names."""


@dataclass(frozen=True)
class Statistics:
    """Of one input, in the shape of its space."""

    mean: Floats64
    variance: Floats64


@dataclass(frozen=True)
class Normalisation:
    """clip((observation - mean) / sqrt(variance + epsilon), -clip, clip), for the inputs that it names."""

    statistics: Mapping[str, Statistics]
    epsilon: float
    clip: float

    @classmethod
    def of(cls, source: Any) -> "Normalisation | None":
        """Of a VecNormalize, as far as it normalises observations; a Normalisation or None comes back as it is."""
        if source is None or isinstance(source, cls):
            return source
        if not source.norm_obs:
            return None
        found = source.obs_rms if isinstance(source.obs_rms, dict) else {OBSERVATION: source.obs_rms}
        statistics = {
            name: Statistics(np.asarray(one.mean, dtype=np.float64), np.asarray(one.var, dtype=np.float64))
            for name, one in found.items()
        }
        return cls(statistics, float(source.epsilon), float(source.clip_obs))

    def document(self) -> dict[str, object]:
        """As `--normalisation normalisation.json` takes it. Numbers are in full: float64 as Python writes it.

        JSON knows no infinity: a clip of "inf" is none.
        """
        inputs = {
            name: {"mean": one.mean.tolist(), "variance": one.variance.tolist()}
            for name, one in self.statistics.items()
        }
        return {"inputs": inputs, "epsilon": self.epsilon, "clip": self.clip if np.isfinite(self.clip) else "inf"}

    def applied(self, name: str, observations: NDArray[np.float32]) -> NDArray[np.float32]:
        """What training did to the rows of input `name`: in float64, and rounded at the end."""
        if name not in self.statistics:
            return observations
        one = self.statistics[name]
        scaled = (observations - one.mean) / np.sqrt(one.variance + self.epsilon)
        return np.clip(scaled, -self.clip, self.clip).astype(np.float32)


class Normalise(torch.nn.Module):
    """The normalisation of one input [batch, ...], in float32 throughout."""

    mean: torch.Tensor
    mean_remainder: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, statistics: Statistics, epsilon: float, clip: float) -> None:
        super().__init__()
        mean = torch.from_numpy(statistics.mean.astype(np.float32))
        # Training subtracts in float64. Where a mean is large beside its deviation, what float32 cannot hold of it
        # would be far more than rounding: it is subtracted in a second step.
        remainder = torch.from_numpy((statistics.mean - mean.double().numpy()).astype(np.float32))
        self.register_buffer("mean", mean)
        self.register_buffer("mean_remainder", remainder)
        deviation = np.sqrt(statistics.variance + epsilon)
        self.register_buffer("deviation", torch.from_numpy(deviation.astype(np.float32)))
        self.clip = clip

    def forward(self, observation: torch.Tensor) -> torch.Tensor:
        """Normalised and clipped, in the shape that it came in."""
        centred = (observation - self.mean) - self.mean_remainder
        return torch.clamp(centred / self.deviation, -self.clip, self.clip)
