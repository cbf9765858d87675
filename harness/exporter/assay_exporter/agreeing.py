"""Whether a space that the user states is the one that a model was trained on."""

from typing import Any

import numpy as np
from gymnasium import spaces

from assay_exporter.export_error import ExportError
from assay_exporter.saved_space import in_order

Space = spaces.Space[Any]

REMEDY = "state the space that it was trained on, or leave it out"


def layout(space: Space) -> tuple[Any, ...]:
    """What of a space decides how a network takes it: all but the bounds of a box."""
    match space:
        case spaces.Box():
            return "Box", space.shape
        case spaces.Discrete():
            return "Discrete", int(space.n), int(space.start)
        case spaces.MultiDiscrete():
            return "MultiDiscrete", space.nvec.tolist(), space.start.tolist()
        case spaces.MultiBinary():
            return "MultiBinary", space.shape
    return (space,)


def agreed(stated: Space, told: Space, place: str) -> Space:
    """The stated space, with its names in the order of training. Raises ExportError where it has another layout.

    :param told: as the model has it
    """
    if isinstance(stated, spaces.Dict) and isinstance(told, spaces.Dict) and set(stated.spaces) == set(told.spaces):
        return in_order({name: agreed(stated[name], one, f"{place}.{name}") for name, one in told.spaces.items()})
    if layout(stated) != layout(told):
        raise ExportError(f"the stated {place} is {stated}, the model was trained on {told}", REMEDY)
    return stated


def agreed_actions(stated: Space, told: Space, exact: bool) -> Space:
    """The stated space of actions. Raises ExportError where its bounds are others: answers are scaled by them.

    :param exact: whether `told` is as the model has it; else it is near
    """
    agreed(stated, told, "action space")
    if isinstance(stated, spaces.Box) and isinstance(told, spaces.Box):
        # numpy prints eight digits, unless it is told to print fewer: then only the very bounds are taken.
        relative, absolute = (0.0, 0.0) if exact else (1e-6, 1e-8)
        for one, other in ((stated.low, told.low), (stated.high, told.high)):
            if not np.allclose(one.astype(np.float32), other.astype(np.float32), rtol=relative, atol=absolute):
                raise ExportError(f"the stated action space is {stated}, the model was trained on {told}", REMEDY)
    return stated
