"""Spaces and environments that are not those of the training."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from refusing import Refused, changed

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")

Saved = Callable[[str], Path]

CLOSED_ROOM = """
class Closed:
    @property
    def observation_space(self):
        raise RuntimeError("closed")
"""


def test_images(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def to_images(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights["features_extractor.cnn.0.weight"] = torch.zeros(32, 3, 8, 8)

    assert "takes images" in refused(changed(saved("PPO"), tmp_path / "model.zip", to_images))

    def to_pixels(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["observation_space"] |= {
            "dtype": "uint8",
            "_shape": [3, 8, 8],
            "low": "[0 ... 0]",
            "high": "[255 ... 255]",
        }

    assert "is an image" in refused(changed(saved("PPO"), tmp_path / "model.zip", to_pixels))


@pytest.mark.parametrize("low", ["[-3. -3. ... -3. -3.]", "[-3. -3. -3. -3. -3. oops]", "[-3. -3.]"])
def test_a_space_that_is_shortened_or_unreadable(low: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def shorten(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["observation_space"]["low"] = low

    assert "--space" in refused(changed(saved("PPO"), tmp_path / "model.zip", shorten))


WIDE = {
    ":type:": "<class 'gymnasium.spaces.dict.Dict'>",
    "spaces": "{'big': Box([0. 0. 0. ... 0. 0. 0.], [1. 1. 1. ... 1. 1. 1.], (1200,), float32), "
    "'k': Discrete(4), 'z': Box(-1.0, 1.0, (2,), float32)}",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"k": {"kind": "box", "low": 0, "high": 1, "shape": [4]}},
        {"k": {"kind": "discrete", "n": 2}, "z": {"kind": "multi-discrete", "counts": [2, 2]}},
        {"big": {"kind": "box", "low": 0, "high": 1, "shape": [1201]}, "k": {"kind": "discrete", "n": 3}},
    ],
)
def test_another_layout_than_the_shortened_text_tells(
    changes: dict[str, Any], refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    def shortened(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["observation_space"] = WIDE

    right = {
        "big": {"kind": "box", "low": 0, "high": 1, "shape": [1200]},
        "k": {"kind": "discrete", "n": 4},
        "z": {"kind": "box", "low": -1, "high": 1, "shape": [2]},
    }
    model = changed(saved("PPO"), tmp_path / "model.zip", shortened)
    for name, spaces in (("right", right), ("wrong", {**right, **changes})):
        (tmp_path / f"{name}.json").write_text(json.dumps({"observation": {"kind": "dict", "spaces": spaces}}))
    assert "the model was trained on" in refused(model, "--space", str(tmp_path / "wrong.json"))
    # Its layout is taken; that the weights are of another model is found next.
    assert "cannot be built anew" in refused(model, "--space", str(tmp_path / "right.json"))


@pytest.mark.parametrize("low", ["[[[0 0]]]", "[[[0 0 0 ... 0 0 0]]]"])
def test_an_image_is_none_by_being_stated_as_numbers(low: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def to_pixels(data: dict[str, Any], weights: dict[str, Any]) -> None:
        high = low.replace("0", "255")
        data["observation_space"] |= {"dtype": "uint8", "_shape": [1, 2, 3], "low": low, "high": high}

    space = {"observation": {"kind": "box", "low": 0, "high": 255, "shape": [1, 2, 3]}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    model = changed(saved("PPO"), tmp_path / "model.zip", to_pixels)
    assert "is an image" in refused(model, "--space", str(tmp_path / "space.json"))


@pytest.mark.parametrize(("high", "accepted"), [(0.0034, False), (0.00333333, True), (0.012, False)])
def test_bounds_near_those_that_were_rounded(
    high: float, accepted: bool, refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    def rounded(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["action_space"] |= {"low": "[-0.00333333 -0.00333333]", "high": "[0.00333333 0.00333333]"}

    space = {"action": {"kind": "box", "low": -high, "high": high, "shape": [2]}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    model = changed(saved("SAC"), tmp_path / "model.zip", rounded)
    options = ["--space", str(tmp_path / "space.json")]
    if accepted:
        given = ["--out", str(tmp_path / "out"), "--observations", "300", "--no-normalisation"]
        assert command.main([str(model), *given, *options, "--tolerance-absolute", "1e-6"]) == 0
        assert "more than a hundredth of the width" in refused(model, *options)
    else:
        assert "the stated action space is" in refused(model, *options)


def test_the_very_bounds_are_taken_however_few_digits_were_printed(saved: Saved, tmp_path: Path) -> None:
    def printed(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["action_space"] |= {"low": "[-0.9  0. ]", "high": "[1.1 5. ]"}

    space = {"action": {"kind": "box", "low": [-1, 0], "high": [1, 5]}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    model = changed(saved("SAC"), tmp_path / "model.zip", printed)
    given = ["--out", str(tmp_path / "out"), "--observations", "300", "--no-normalisation"]
    assert command.main([str(model), *given, "--space", str(tmp_path / "space.json")]) == 0


def test_text_of_a_space_that_is_no_space_takes_no_time(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def deep(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["observation_space"] = {":type:": "<class 'gymnasium.spaces.dict.Dict'>", "spaces": "[..." * 100_000}

    (tmp_path / "space.json").write_text(
        '{"observation": {"kind": "dict", "spaces": {"a": {"kind": "discrete", "n": 2}}}}'
    )
    model = changed(saved("PPO"), tmp_path / "model.zip", deep)
    assert "what to do" in refused(model, "--space", str(tmp_path / "space.json"))


def test_bounds_of_actions_that_may_be_rounded(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def rounded(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["action_space"]["low"] = "[-0.33333334  0.        ]"

    assert "may have been rounded" in refused(changed(saved("SAC"), tmp_path / "model.zip", rounded))


NORMALISING_ROOMS = """
import gymnasium
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize

class Room(gymnasium.Env):
    observation_space, action_space = gymnasium.spaces.Box(-3, 3, (6,)), gymnasium.spaces.Discrete(4)

def vectors(**options):
    return VecNormalize(DummyVecEnv([Room]), **options)

def observations():
    return gymnasium.wrappers.TransformReward(gymnasium.wrappers.NormalizeObservation(Room()), float)

def inside():
    return DummyVecEnv([observations])

def rewards():
    return vectors(norm_obs=False)
"""


@pytest.mark.parametrize("maker", ["vectors", "observations", "inside"])
def test_an_environment_that_normalises(
    maker: str, refused: Refused, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "normalising_rooms.py").write_text(NORMALISING_ROOMS)
    monkeypatch.syspath_prepend(str(tmp_path))
    said = refused(saved("PPO"), "--environment", f"normalising_rooms:{maker}")
    assert "makes one that normalises observations (" in said


def test_an_environment_that_normalises_rewards_alone_is_taken(
    saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "normalising_rooms.py").write_text(NORMALISING_ROOMS)
    monkeypatch.syspath_prepend(str(tmp_path))
    options = ["--out", str(tmp_path / "out"), "--no-normalisation", "--observations", "300"]
    assert command.main([str(saved("PPO")), *options, "--environment", "normalising_rooms:rewards"]) == 0


@pytest.mark.parametrize(
    ("space", "problem"),
    [
        ("{", "cannot be read as JSON"),
        ("{}", "states neither observation nor action"),
        ('{"observation": {"kind": "graph"}}', "states no space"),
        ('{"observation": {"kind": "box", "low": -1, "high": 1, "shape": [7]}}', "was trained on"),
        ('{"observation": {"kind": "multi-binary", "n": 6}}', "was trained on"),
        ('{"action": {"kind": "discrete", "n": 9}}', "was trained on"),
        ("[" * 100_000, "cannot be read as JSON"),
    ],
)
def test_spaces_that_do_not_fit(space: str, problem: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "space.json").write_text(space)
    assert problem in refused(saved("PPO"), "--space", str(tmp_path / "space.json"))


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("no_such_module:make", "cannot be imported: ModuleNotFoundError"),
        ("json:no_such_name", "cannot be imported: AttributeError"),
        ("json", "has no colon"),
        ("json:loads", "could not be made without arguments: TypeError"),
        ("collections:OrderedDict", "without gymnasium spaces"),
        ("sys:exit", "could not be made without arguments: SystemExit"),
        ("rooms:Closed", "does not tell its spaces: RuntimeError closed"),
        ("leaving:make", "cannot be imported: SystemExit"),
    ],
)
def test_an_environment_that_cannot_be_made(
    place: str, problem: str, refused: Refused, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rooms.py").write_text(CLOSED_ROOM)
    (tmp_path / "leaving.py").write_text("raise SystemExit(3)")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert problem in refused(saved("PPO"), "--environment", place)


def test_a_mask_and_an_observation_of_the_same_name(
    refused: Refused, room: Callable[[Any, Any], Any], tmp_path: Path
) -> None:
    spaces: Any = importlib.import_module("gymnasium").spaces
    sb3_contrib: Any = importlib.import_module("sb3_contrib")
    named = spaces.Dict({"action_mask": spaces.MultiBinary(4), "price": spaces.Box(0, 1, (2,))})
    model = sb3_contrib.MaskablePPO("MultiInputPolicy", room(named, spaces.Discrete(4)), n_steps=64, device="cpu")
    model.save(tmp_path / "model.zip")
    assert "has a part named action_mask" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("trust", [[], ["--trust"]])
def test_other_bounds_of_actions_than_those_of_training(
    trust: list[str], refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    space = {"action": {"kind": "box", "low": [-1, 0], "high": [1, 6]}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    said = refused(saved("SAC"), "--space", str(tmp_path / "space.json"), *trust)
    assert "the stated action space is" in said
