"""The first layer of the artifact: from raw observations to what the policy's feature extractors take."""

from collections.abc import Mapping

import numpy as np
import torch
from gymnasium import spaces
from stable_baselines3.common.preprocessing import is_image_space

from assay_exporter.export_error import ExportError
from assay_exporter.normalisation import OBSERVATION, Normalisation, Normalise
from assay_exporter.tensor_spec import TensorSpec


class OneHot(torch.nn.Module):
    """Codes int64 [batch, n] to their one-hot vectors, one beside the other: [batch, sum of the counts]."""

    def __init__(self, counts: list[int]) -> None:
        super().__init__()
        self.identities = torch.nn.ParameterList([torch.eye(count) for count in counts])

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """Raises on a code that the space does not have."""
        columns = [torch.nn.functional.embedding(codes[:, i], one) for i, one in enumerate(self.identities)]
        return torch.cat(columns, dim=1)


def parts(space: spaces.Space[object]) -> Mapping[str, spaces.Space[object]]:
    """The named parts of an observation space; one, called `observation`, where it has no names."""
    return space.spaces if isinstance(space, spaces.Dict) else {OBSERVATION: space}


def spec_of(name: str, space: spaces.Space[object]) -> TensorSpec:
    """The input that takes the observations of `space`. Raises ExportError where none can."""
    if isinstance(space, spaces.Box):
        if is_image_space(space):
            raise ExportError(
                f"input {name} is an image, {space}: images are outside of what a contract can draw and judge",
                "export the part of the network that takes features",
            )
        return TensorSpec(name, tuple(space.shape))
    if isinstance(space, spaces.Discrete) and space.start == 0:
        return TensorSpec(name, (1,), "int64")
    if isinstance(space, spaces.MultiDiscrete) and space.nvec.ndim == 1 and not np.any(space.start):
        return TensorSpec(name, tuple(space.nvec.shape), "int64")
    if isinstance(space, spaces.MultiBinary):
        return TensorSpec(name, tuple(space.shape))
    raise ExportError(
        f"input {name} has the space {space}, which stable-baselines3 does not train on as it is",
        "use Box, Discrete from 0, MultiDiscrete from 0 or MultiBinary, or a Dict of these",
    )


def encoder(space: spaces.Space[object]) -> torch.nn.Module:
    """What turns one raw input into floats, as stable-baselines3 does."""
    if isinstance(space, spaces.Discrete):
        return OneHot([int(space.n)])
    if isinstance(space, spaces.MultiDiscrete):
        return OneHot([int(count) for count in space.nvec])
    return torch.nn.Identity()


class Observing(torch.nn.Module):
    """Raw inputs, in the order of the specs, to the observation that feature extractors take."""

    def __init__(self, space: spaces.Space[object], normalisation: Normalisation | None) -> None:
        super().__init__()
        self.named = isinstance(space, spaces.Dict)
        self.specs = tuple(spec_of(name, part) for name, part in parts(space).items())
        statistics = {} if normalisation is None else dict(normalisation.statistics)
        unknown = set(statistics) - {spec.name for spec in self.specs}
        if unknown:
            raise ExportError(
                f"the normalisation is for {sorted(unknown)}, the observation has {[one.name for one in self.specs]}",
                "give the statistics that this model was trained with",
            )
        layers = []
        for spec, part in zip(self.specs, parts(space).values(), strict=True):
            if normalisation is None or spec.name not in statistics:
                layers.append(encoder(part))
                continue
            shape = statistics[spec.name].mean.shape
            if not isinstance(part, spaces.Box) or shape != spec.shape:
                raise ExportError(
                    f"the normalisation of {spec.name} has shape {list(shape)}, the input {list(spec.shape)}",
                    "give the statistics that this model was trained with",
                )
            layers.append(Normalise(statistics[spec.name], normalisation.epsilon, normalisation.clip))
        self.layers = torch.nn.ModuleList(layers)

    def forward(self, *raw: torch.Tensor) -> torch.Tensor | dict[str, torch.Tensor]:
        """One tensor, or a dictionary of them where the space has names."""
        done = [layer(tensor) for layer, tensor in zip(self.layers, raw, strict=True)]
        return {spec.name: one for spec, one in zip(self.specs, done, strict=True)} if self.named else done[0]
