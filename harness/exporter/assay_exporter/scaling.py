"""A features extractor for training on raw units: constants instead of running statistics."""

from collections.abc import Sequence

import torch
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor


class FixedScaling(BaseFeaturesExtractor):
    """(observation - centre) / scale with constants, so that the artifact takes raw units."""

    centre: torch.Tensor
    scale: torch.Tensor

    def __init__(self, observation_space: object, centre: Sequence[float], scale: Sequence[float]) -> None:
        super().__init__(observation_space, len(centre))  # type: ignore[arg-type]
        self.register_buffer("centre", torch.tensor(centre, dtype=torch.float32))
        self.register_buffer("scale", torch.tensor(scale, dtype=torch.float32))

    def forward(self, observation: torch.Tensor) -> torch.Tensor:
        """Scale a batch [batch, features]."""
        return (observation - self.centre) / self.scale
