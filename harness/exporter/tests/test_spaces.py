import base64
import json
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

from assay_exporter.agreeing import agreed, agreed_actions
from assay_exporter.export_error import ExportError
from assay_exporter.saved_space import in_the_order_of_training, saved_space, told_in_full
from assay_exporter.stated_space import read_spaces

ALL: dict[str, spaces.Space[Any]] = {
    "box": spaces.Box(-1, 1, (3,)),
    "unbounded box": spaces.Box(np.array([-4.8, -np.inf], np.float32), np.array([4.8, np.inf], np.float32)),
    "box of several axes": spaces.Box(-2, 2, (5, 4)),
    "whole box": spaces.Box(0, 10, (2,), np.int32),
    "large and small": spaces.Box(np.array([1e-5, -3e8], np.float32), np.array([2e-5, 3e8], np.float32)),
    "discrete": spaces.Discrete(7),
    "multi-discrete": spaces.MultiDiscrete([3, 4]),
    "multi-binary": spaces.MultiBinary(3),
}
NAMED = spaces.Dict({**ALL, "a name, with (signs)": spaces.Discrete(2)})


def as_saved(space: spaces.Space[Any]) -> dict[str, Any]:
    """As stable-baselines3 writes it beside the pickle: what JSON cannot hold becomes text."""

    def plain(value: Any) -> Any:
        try:
            json.dumps(value)
        except TypeError:
            return str(value)
        return value

    serialised = base64.b64encode(pickle.dumps(space)).decode()
    values = {key: plain(value) for key, value in vars(space).items()}
    return {":type:": str(type(space)), ":serialized:": serialised, **values}


@pytest.mark.parametrize("name", ALL)
def test_a_saved_space_comes_back(name: str) -> None:
    assert saved_space(as_saved(ALL[name]), "observation space") == ALL[name]


def test_named_spaces_come_back() -> None:
    assert saved_space(as_saved(NAMED), "observation space") == NAMED


def test_names_keep_the_order_that_the_network_was_trained_with() -> None:
    trained = spaces.Dict(OrderedDict(b=spaces.Discrete(2), a=spaces.Discrete(3)))
    place, saved = "observation space", as_saved(trained)
    assert list(vars(saved_space(saved, place))["spaces"]) == ["b", "a"]
    stated = spaces.Dict({"a": spaces.Discrete(3), "b": spaces.Discrete(2)})
    assert list(vars(in_the_order_of_training(stated, saved, place))["spaces"]) == ["b", "a"]
    with pytest.raises(ExportError, match="was trained on b, a"):
        in_the_order_of_training(spaces.Dict({"a": spaces.Discrete(3)}), saved, place)


PARTS = {"cash": "Box(-1.0, 1.0, (2,), float32)", "position": "Discrete(3)", "1 (of 2)": "MultiBinary([2 2])"}
PAIRS = ", ".join(f"('{name}', {part})" for name, part in PARTS.items())
COLONS = ", ".join(f"'{name}': {part}" for name, part in PARTS.items())


# gymnasium before 1.0 kept an OrderedDict, which Python prints as pairs, and from 3.12 on with colons.
@pytest.mark.parametrize("text", [f"OrderedDict([{PAIRS}])", f"OrderedDict({{{COLONS}}})", f"{{{COLONS}}}"])
def test_names_are_read_however_they_were_printed(text: str) -> None:
    saved = {":type:": "<class 'gymnasium.spaces.dict.Dict'>", "spaces": text}
    told = saved_space(saved, "observation space")
    parts = {"cash": spaces.Box(-1, 1, (2,)), "position": spaces.Discrete(3), "1 (of 2)": spaces.MultiBinary([2, 2])}
    assert list(vars(told)["spaces"].items()) == list(parts.items())
    stated = spaces.Dict(OrderedDict(reversed(parts.items())))
    assert list(vars(in_the_order_of_training(stated, saved, "observation space"))["spaces"]) == list(parts)


def test_names_are_not_ordered_as_stated_where_the_model_tells_no_names() -> None:
    saved = {":type:": "<class 'gymnasium.spaces.dict.Dict'>", "spaces": "OrderedDict(...)"}
    stated = spaces.Dict({"cash": spaces.Discrete(2)})
    with pytest.raises(ExportError, match="the observation space of the model has names, which cannot be read"):
        in_the_order_of_training(stated, saved, "observation space")


def test_a_long_array_is_not_believed() -> None:
    random = np.random.default_rng(0)
    space = spaces.Box(-random.random(2000).astype(np.float32), random.random(2000).astype(np.float32))
    with pytest.raises(ExportError, match="was shortened") as raised:
        saved_space(as_saved(space), "observation space")
    assert "--space" in raised.value.remedy


@pytest.mark.parametrize(
    ("bound", "dtype", "precision", "in_full"),
    [
        (0.5, np.float32, 8, True),
        (1 / 3, np.float32, 8, True),
        (1 / 3, np.float64, 8, False),
        (1 / 3, np.float32, 3, False),
        (0.30004, np.float32, 3, False),
    ],
)
def test_bounds_that_were_rounded_when_they_were_printed_are_not_believed(
    bound: float, dtype: type[np.floating[Any]], precision: int, in_full: bool
) -> None:
    ends = np.array([[0, -1], [bound, 1]], dtype)
    with np.printoptions(precision=precision):
        fields = as_saved(spaces.Box(ends[0], ends[1], dtype=dtype))
    assert told_in_full(saved_space(fields, "action space"), fields) == in_full


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        (spaces.Box(-1, 1, (2, 3)), spaces.Box(-1, 1, (6,))),
        (spaces.MultiBinary(6), spaces.Box(0, 1, (6,))),
        (spaces.Discrete(3), spaces.Discrete(4)),
        (spaces.MultiDiscrete([3, 4]), spaces.MultiDiscrete([4, 3])),
        (spaces.Discrete(4), spaces.Dict({"a": spaces.Discrete(4)})),
        (spaces.Dict({"a": spaces.Discrete(4)}), spaces.Dict({"a": spaces.Discrete(3)})),
        (spaces.Dict({"a": spaces.Discrete(4)}), spaces.Dict({"b": spaces.Discrete(4)})),
    ],
)
def test_a_stated_space_of_another_layout_is_refused(stated: spaces.Space[Any], told: spaces.Space[Any]) -> None:
    with pytest.raises(ExportError, match="was trained on"):
        agreed(stated, told, "observation space")


def test_the_ranges_of_observations_may_be_stated_otherwise() -> None:
    told = spaces.Dict(OrderedDict(b=spaces.Discrete(3), a=spaces.Box(-1, 1, (2,))))
    found = agreed(spaces.Dict({"a": spaces.Box(-5, 5, (2,)), "b": spaces.Discrete(3)}), told, "observation space")
    assert list(vars(found)["spaces"]) == ["b", "a"]
    assert vars(found)["spaces"]["a"] == spaces.Box(-5, 5, (2,))


@pytest.mark.parametrize(
    ("high", "exact", "fits"),
    [(1.0, True, True), (1.0000005, True, False), (1.0000005, False, True), (1.001, False, False)],
)
def test_stated_bounds_of_actions_are_those_of_training(high: float, exact: bool, fits: bool) -> None:
    told = spaces.Box(np.array([-1, -3], np.float32), np.array([1, 3], np.float32))
    stated = spaces.Box(np.array([-1, -3], np.float32), np.array([high, 3], np.float32))
    if fits:
        assert agreed_actions(stated, told, exact) is stated
        return
    with pytest.raises(ExportError, match="was trained on"):
        agreed_actions(stated, told, exact)


@pytest.mark.parametrize(
    "fields",
    [
        None,
        {},
        {":type:": "<class 'gymnasium.spaces.graph.Graph'>"},
        {":type:": "<class 'gymnasium.spaces.box.Box'>", "_shape": [2]},
        {":type:": "<class 'gymnasium.spaces.dict.Dict'>", "spaces": "{'a': Box(-1.0, 1.0"},
        {":type:": "<class 'gymnasium.spaces.dict.Dict'>", "spaces": "{'a': Text(3)}"},
    ],
)
def test_what_cannot_be_read_is_to_be_stated(fields: Any) -> None:
    with pytest.raises(ExportError) as raised:
        saved_space(fields, "observation space")
    assert "--space" in raised.value.remedy


def test_stated_spaces_are_read(tmp_path: Path) -> None:
    document = {
        "observation": {
            "kind": "dict",
            "spaces": {
                "book": {"kind": "box", "low": [-1, "-inf"], "high": [1, "inf"]},
                "window": {"kind": "box", "low": 0, "high": 1, "shape": [5, 4]},
                "regime": {"kind": "discrete", "n": 7},
                "venues": {"kind": "multi-discrete", "counts": [3, 4]},
                "open": {"kind": "multi-binary", "n": 3},
                "lots": {"kind": "box", "low": 0, "high": 9, "shape": [1], "dtype": "int32"},
            },
        },
        "action": {"kind": "box", "low": -1, "high": 1, "shape": [2]},
    }
    (tmp_path / "space.json").write_text(json.dumps(document))
    observation, action = read_spaces(tmp_path / "space.json")
    assert isinstance(observation, spaces.Dict)
    assert list(observation.spaces) == ["book", "window", "regime", "venues", "open", "lots"]
    assert observation == spaces.Dict(
        {
            "book": spaces.Box(np.array([-1, -np.inf], np.float32), np.array([1, np.inf], np.float32)),
            "window": spaces.Box(0, 1, (5, 4)),
            "regime": spaces.Discrete(7),
            "venues": spaces.MultiDiscrete([3, 4]),
            "open": spaces.MultiBinary(3),
            "lots": spaces.Box(0, 9, (1,), np.int32),
        }
    )
    assert action == spaces.Box(-1, 1, (2,))


@pytest.mark.parametrize("kind", ["box", "discrete", "multi-discrete", "multi-binary", "dict", "text", None])
def test_a_stated_space_without_its_values_is_refused(kind: str | None, tmp_path: Path) -> None:
    (tmp_path / "space.json").write_text(json.dumps({"observation": {"kind": kind}}))
    with pytest.raises(ExportError, match="states no space"):
        read_spaces(tmp_path / "space.json")
