"""Spaces as a saved model tells them in plain text, beside the pickle that holds the same.

numpy rounds what it prints, and shortens long arrays to "...". Bounds that answers are scaled by are looked for among
the bytes of the pickle, which is not unpickled for that.
"""

import base64
import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from assay_exporter.export_error import ExportError
from assay_exporter.pickle_scan import buffers_of

Space = spaces.Space[Any]


class UnreadableSpaceError(ExportError):
    """Text that does not tell the space: what the user states of it counts."""


REMEDY = "state it in --space space.json, or let --trust load the model if you trust its origin"


def array_of(text: str, shape: tuple[int, ...], place: str, any_bounds: bool) -> NDArray[np.float64]:
    """The numbers that numpy printed. Raises UnreadableSpaceError where some are left out.

    :param any_bounds: whether the first may stand for all of those
    """
    shortened = "..." in text
    if shortened and not any_bounds:
        raise UnreadableSpaceError(f"{place} was shortened when the model was saved: {text[:60]!r}", REMEDY)
    words = text.replace("[", " ").replace("]", " ").split()
    try:
        numbers = np.array([float(word) for word in (words[:1] if shortened else words)])
        return np.full(shape, numbers[0]) if len(numbers) == 1 else numbers.reshape(shape)
    except (ValueError, IndexError) as error:
        raise UnreadableSpaceError(f"{place} cannot be read: {text[:60]!r}", REMEDY) from error


def box_of(low: str, high: str, shape: tuple[int, ...], dtype: str, place: str, any_bounds: bool = False) -> spaces.Box:
    """A box, whose bounds are numpy's text. Raises ExportError for an image, as stable-baselines3 takes one."""
    kind = np.dtype(dtype)
    if kind == np.uint8 and len(shape) == 3 and (set(numbers_of(low)), set(numbers_of(high))) == ({0}, {255}):
        raise ExportError(
            f"{place} is an image, uint8 {list(shape)}: images are outside of what a contract can draw and judge",
            "export the part of the network that takes features",
        )
    least, most = (array_of(end, shape, f"{place}.{name}", any_bounds) for name, end in (("low", low), ("high", high)))
    return spaces.Box(least.astype(kind), most.astype(kind), shape, kind.type)


def numbers_of(text: Any) -> list[int]:
    """Whole numbers of `3`, `"3"`, `[3, 4]` or `"[3 4]"`."""
    return [int(word) for word in re.findall(r"-?\d+", str(text))]


def saved_space(fields: Any, place: str, any_bounds: bool = False) -> Space:
    """The space of a model's `data`, from the fields beside the serialised one.

    :param any_bounds: whether one number may stand for bounds that were shortened
    :raises UnreadableSpaceError: where the text does not tell
    :raises ExportError: for an image
    """
    try:
        kind = re.findall(r"(\w+)'>$", fields[":type:"])[0]
        match kind:
            case "Box":
                shape = tuple(int(size) for size in fields["_shape"])
                ends = str(fields["low"]), str(fields["high"])
                return box_of(*ends, shape, str(fields["dtype"]), place, any_bounds)
            case "Discrete":
                start = numbers_of(fields.get("start", 0))[0]
                return spaces.Discrete(numbers_of(fields["n"])[0], start=start)
            case "MultiDiscrete":
                return spaces.MultiDiscrete(whole_list(fields["nvec"], place))
            case "MultiBinary":
                return binary_of(fields["n"])
            case "Dict":
                return dict_of(str(fields["spaces"]), place, any_bounds)
    except ExportError:
        raise
    except Exception as error:  # text from elsewhere can be wrong in any way
        raise UnreadableSpaceError(f"the {place} of the model cannot be read without unpickling it", REMEDY) from error
    raise UnreadableSpaceError(f"the {place} of the model is a {kind}, which is not known", REMEDY)


def binary_of(sizes: Any) -> spaces.MultiBinary:
    """Of one size, or of several axes."""
    numbers = numbers_of(sizes)
    return spaces.MultiBinary(numbers[0] if len(numbers) == 1 else numbers)


def whole_list(text: Any, place: str) -> list[int]:
    """Whole numbers of an array that was not shortened."""
    if "..." in str(text):
        raise UnreadableSpaceError(f"{place} was shortened when the model was saved: {str(text)[:60]!r}", REMEDY)
    return numbers_of(text)


NAMED = r"'([^']+)'[:,]\s*(\w+)\("
"""The name of a part and its kind: before gymnasium 1.0, a Dict held an OrderedDict, which is printed as pairs."""


def dict_of(text: str, place: str, any_bounds: bool = False) -> spaces.Dict:
    """`{'a': Box(-1.0, 1.0, (3,), float32), 'd': Discrete(7)}`, or `OrderedDict([('a', Box(…)), …])`, in its order."""
    named: dict[str, Space] = {}
    rest = re.sub(r"^(OrderedDict\()?[{[]|[}\]]\)?$", "", text.strip())
    while rest:
        found = re.match(rf"\s*,?\s*\(?{NAMED}", rest)
        if found is None:
            raise UnreadableSpaceError(f"the {place} cannot be read: {rest[:60]!r}", REMEDY)
        end = closing(rest, found.end())
        arguments = split(rest[found.end() : end])
        named[found[1]] = part_of(found[2], arguments, f"{place}.{found[1]}", any_bounds)
        rest = rest[end + 1 :].removeprefix(")").strip()
    return in_order(named)


def in_order(named: Mapping[str, Space]) -> spaces.Dict:
    """A Dict that keeps the order of its names: the first layer of a network stands on it."""
    return spaces.Dict(OrderedDict(named))


def told_in_full(space: Space, fields: Any) -> bool:
    """Whether the bounds of a space that was read from text are those in the pickle beside it, to the last bit."""
    if not isinstance(space, spaces.Box):
        return True
    try:
        buffers = buffers_of(base64.b64decode(fields[":serialized:"]))
    except (KeyError, TypeError, ValueError):
        return False
    return space.low.tobytes() in buffers and space.high.tobytes() in buffers


def in_the_order_of_training(stated: Space, fields: Any, place: str) -> Space:
    """A stated space with its names in the order that the model tells.

    :raises ExportError: where they are others, or cannot be read
    """
    told = fields if isinstance(fields, dict) else {}
    names = [name for name, _ in re.findall(NAMED, str(told.get("spaces", "")))]
    if not names and str(told.get(":type:")).endswith(".Dict'>"):
        raise ExportError(
            f"the {place} of the model has names, which cannot be read: the order that it was trained on is not known",
            "let --trust load the model if you trust its origin",
        )
    if not names or not isinstance(stated, spaces.Dict):
        return stated
    if set(names) != set(stated.spaces):
        raise ExportError(
            f"the stated {place} has {', '.join(stated.spaces)}, the model was trained on {', '.join(names)}",
            "state the space that it was trained on",
        )
    return in_order({name: stated.spaces[name] for name in names})


def part_of(kind: str, arguments: list[str], place: str, any_bounds: bool) -> Space:
    """One space of a Dict, from what its text has between the brackets."""
    match kind, arguments:
        case "Box", [low, high, shape, dtype]:
            return box_of(low, high, tuple(numbers_of(shape)), dtype, place, any_bounds)
        case "Discrete", [count, *start]:
            return spaces.Discrete(int(count), start=numbers_of([0, *start])[-1])
        case "MultiDiscrete", [counts, *_]:
            return spaces.MultiDiscrete(whole_list(counts, place))
        case "MultiBinary", [*sizes]:
            return binary_of(sizes)
    raise UnreadableSpaceError(f"{place} is a {kind}, which is not known", REMEDY)


def closing(text: str, start: int) -> int:
    """Where the bracket closes that was opened before `start`."""
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] in "([") - (text[index] in ")]")
        if depth == 0:
            return index
    raise UnreadableSpaceError("the observation space of the model cannot be read", REMEDY)


def split(text: str) -> list[str]:
    """At the commas that stand in no bracket."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]
