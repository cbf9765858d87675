"""Names and ranges of features, draws within them, and how they stand in the contract."""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

contract: Any = importlib.import_module("assay_exporter.contract")
drawing: Any = importlib.import_module("assay_exporter.drawing")
feature: Any = importlib.import_module("assay_exporter.feature")
observing: Any = importlib.import_module("assay_exporter.observing")
tensor_spec: Any = importlib.import_module("assay_exporter.tensor_spec")

SPACE = spaces.Dict(
    {
        "lots": spaces.Box(0, 9, (2,), np.int32),
        "open": spaces.MultiBinary(2),
        "regime": spaces.Discrete(7),
        "window": spaces.Box(-1, 1, (5, 3)),
    }
)
SPECS = observing.Observing(SPACE, None).specs
ONE = spaces.Box(-1, 1, (2,))


def documents(found: Any) -> list[dict[str, Any]]:
    return [one.document(True) for group in found for one in group.each]


def test_every_kind_of_space_has_its_kind_of_feature() -> None:
    assert documents(feature.features_of(SPECS, SPACE, None, None)) == [
        {"name": "lots_0", "input": "lots", "kind": "integer", "minimum": 0, "maximum": 9},
        {"name": "lots_1", "input": "lots", "kind": "integer", "minimum": 0, "maximum": 9},
        {"name": "open_0", "input": "open", "kind": "flag"},
        {"name": "open_1", "input": "open", "kind": "flag"},
        {"name": "regime", "input": "regime", "kind": "categorical", "codes": [0, 1, 2, 3, 4, 5, 6]},
        {"name": "window_0", "input": "window", "minimum": -1, "maximum": 1},
        {"name": "window_1", "input": "window", "minimum": -1, "maximum": 1},
        {"name": "window_2", "input": "window", "minimum": -1, "maximum": 1},
    ]


def test_draws_lie_within_and_reach_every_code() -> None:
    features = feature.features_of(SPECS, SPACE, None, None)
    rows = drawing.draw(np.random.default_rng(0), 2000, features, tensor_spec.TensorSpec("action_mask", (4,)))
    assert drawing.within(rows, features).all()
    assert {name: (array.shape[1:], str(array.dtype)) for name, array in rows.items()} == {
        "lots": ((2,), "float32"),
        "open": ((2,), "float32"),
        "regime": ((1,), "int64"),
        "window": ((5, 3), "float32"),
        "action_mask": ((4,), "float32"),
    }
    assert set(rows["lots"].reshape(-1)) == set(range(10))
    assert set(rows["regime"].reshape(-1)) == set(range(7))
    assert (rows["action_mask"].sum(axis=1) >= 1).all()
    assert set(rows["action_mask"].reshape(-1)) == {0, 1}


def test_what_lies_outside_is_found() -> None:
    features = feature.features_of(SPECS, SPACE, None, None)
    rows = drawing.draw(np.random.default_rng(0), 4, features, None)
    rows["lots"][0, 1], rows["open"][1, 0], rows["regime"][2, 0] = 10, 0.5, 7
    assert drawing.within(rows, features).tolist() == [False, False, False, True]


def test_the_user_goes_before_what_was_observed_and_that_before_the_space() -> None:
    specs = observing.Observing(ONE, None).specs
    rows = {"observation": np.array([[0.25, -0.5], [0.5, 0.75]], np.float32)}
    given = [{"name": "a", "minimum": -9, "unit": "m"}, {"name": "b"}]
    found = feature.features_of(specs, ONE, given, rows)
    assert [one.document(False) for one in found[0].each] == [
        {"name": "a", "minimum": -9, "maximum": 0.5, "unit": "m"},
        {"name": "b", "minimum": -0.5, "maximum": 0.75},
    ]


def test_steps_with_other_ranges_are_listed_one_by_one() -> None:
    low = np.array([[-1, -1], [-2, -1]], np.float32)
    space = spaces.Box(low, -low)
    specs = observing.Observing(space, None).specs
    assert len(feature.features_of(specs, space, None, None)[0].each) == 4
    given = [{"name": "close"}, {"name": "volume"}]
    joint = feature.features_of(specs, space, given, None)[0]
    assert [(one.name, one.minimum) for one in joint.each] == [("close", -2), ("volume", -1)]
    assert len(joint.elements) == 4


@pytest.mark.parametrize("text", ["a, b", '["a", "b"]', '[{"name": "a"}, "b"]'])
def test_names_come_from_the_command_line_or_a_file(text: str, tmp_path: Path) -> None:
    if text.startswith("["):
        (tmp_path / "features.json").write_text(text)
        text = str(tmp_path / "features.json")
    assert feature.read_descriptions(text) == [{"name": "a"}, {"name": "b"}]


def test_words_that_yaml_reads_otherwise_stand_in_quotes() -> None:
    assert contract.scalar(["yes", "N", "m/s", "a: b", "plain_word", "1", "é"]) == (
        '["yes", "N", "m/s", "a: b", plain_word, "1", "é"]'
    )


def test_a_contract_of_several_inputs_names_them_and_the_mask() -> None:
    features = feature.features_of(SPECS, SPACE, None, None)
    mask = tensor_spec.TensorSpec("action_mask", (2,))
    text = contract.draft(
        "mine",
        "0" * 64,
        (*SPECS, mask),
        tensor_spec.TensorSpec("quantiles", (2, 5)),
        "action_mask",
        features,
        {"discrete": 2, "quantiles": 5, "labels": ["A", "B"]},
        importlib.import_module("assay_exporter.tolerance").Tolerance(),
        ["Look."],
    )
    assert "    - {name: regime, shape: [batch, 1], dtype: int64}\n" in text
    assert "  mask: action_mask\n" in text
    assert "  output: {name: quantiles, shape: [batch, 2, 5], dtype: float32, decode: mean-argmax}\n" in text
    assert "  - {name: regime, input: regime, kind: categorical, codes: [0, 1, 2, 3, 4, 5, 6]}\n" in text
    assert "  quantiles: 5\n" in text
    assert "# Look.\n" in text
    json.dumps(text)
