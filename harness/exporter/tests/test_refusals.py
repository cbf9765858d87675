"""What is stated beside a model and does not fit it, and where nothing can be written."""

import importlib
import json
import os
import pickle
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from refusing import Refused, changed

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")

Saved = Callable[[str], Path]


def test_a_range_that_is_missing(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def unbounded(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["observation_space"]["high"] = "[3. 3. inf 3. 3. 3.4028235e+38]"

    model = changed(saved("PPO"), tmp_path / "model.zip", unbounded)
    assert "feature_2 of observation has no finite range" in refused(model)
    assert "b has no finite range" not in refused(model, "--features", "a,b,c,d,e,f")
    np.save(tmp_path / "rows.npy", np.zeros((9, 6), np.float32))
    assert "holds no two values: 0 to 0" in refused(model, "--observations-from", str(tmp_path / "rows.npy"))


@pytest.mark.parametrize(
    ("features", "problem"),
    [
        ("a,b,c", "describes 3 features of observation, which has 6"),
        ("a,a,c,d,e,f", "features have the same name: a"),
        ("missing.json", "missing.json cannot be read"),
        ("a,,c,d,e,f", "a feature is named ''"),
        ("[{}]", "is no list of features"),
        ('[{"name": "a"}, 2]', "is no list of features"),
        ('[{"name": "a", "unit": "m"}]', "describes 1 features"),
        (json.dumps([{"name": f"f{i}", "colour": 1} for i in range(6)]), "unknown keys colour"),
        (json.dumps([{"name": f"f{i}", "minimum": "low"} for i in range(6)]), "a value of the wrong type"),
        (json.dumps([{"name": f"f{i}", "maximum": 10**400} for i in range(6)]), "a value of the wrong type"),
        (json.dumps([{"name": f"f{i}", "codes": [True, False]} for i in range(6)]), "a value of the wrong type"),
        (json.dumps([{"name": f"f{i}", "unit": 5} for i in range(6)]), "a value of the wrong type"),
        (json.dumps([{"name": f"f{i}\n", "unit": "m"} for i in range(6)]), "a feature is named 'f0\\n'"),
        (json.dumps([{"name": f"f{i}", "kind": "integer", "maximum": 1e20} for i in range(6)]), "is beyond 16777216"),
        (json.dumps([{"name": "\ud800"} for _ in range(6)]), "cannot be read as JSON"),
        ("[" + "[" * 100_000, "cannot be read as JSON"),
        (json.dumps([{"name": f"f{i}", "minimum": 9} for i in range(6)]), "holds no two values: 9 to 3"),
        (json.dumps([{"name": f"f{i}", "kind": "categorical"} for i in range(6)]), "has 0 codes"),
        (json.dumps([{"name": f"f{i}", "input": "book"} for i in range(6)]), "names unknown inputs: book"),
    ],
)
def test_features_that_do_not_fit(features: str, problem: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    if features.startswith("["):
        (tmp_path / "features.json").write_text(features)
        features = str(tmp_path / "features.json")
    assert problem in refused(saved("PPO"), "--features", features)


@pytest.mark.parametrize(
    "entry",
    [
        {"codes": [0, 9]},
        {"codes": [-1, 2]},
        {"kind": "real", "minimum": 0, "maximum": 6},
        {"kind": "integer", "minimum": 0, "maximum": 16},
    ],
)
def test_codes_that_an_input_does_not_take(
    entry: dict[str, Any], refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    (tmp_path / "features.json").write_text(json.dumps([{"name": "regime", "input": "regime", **entry}]))
    said = refused(saved("PPO on named observations"), "--features", str(tmp_path / "features.json"))
    assert "regime has values that regime does not take" in said


def test_ranges_that_the_network_answers_with_infinity(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def large(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights["mlp_extractor.policy_net.0.weight"].fill_(1e30)

    model = changed(saved("PPO"), tmp_path / "model.zip", large)
    (tmp_path / "features.json").write_text(
        json.dumps([{"name": f"f{i}", "minimum": -1e30, "maximum": 1e30} for i in range(6)])
    )
    said = refused(model, "--features", str(tmp_path / "features.json"))
    assert "answers NaN or infinity in logits on row" in said


@pytest.mark.parametrize("labels", ["a,b,c", "a,a,b,c"])
def test_labels_that_do_not_fit(labels: str, refused: Refused, saved: Saved) -> None:
    assert "different names for 4 actions" in refused(saved("PPO"), "--labels", labels)


@pytest.mark.parametrize("labels", ["a,,b,c", "a\nactions: none,b,c,d"])
def test_labels_that_are_no_names(labels: str, refused: Refused, saved: Saved) -> None:
    assert "--labels has an empty name, or one of more than one line" in refused(saved("PPO"), "--labels", labels)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{}", "holds no statistics"),
        ('{"mean": [0], "variance": [1], "epsilon": 1e-8, "clip": 10}', "has shape [1], the input [6]"),
        ('{"mean": [0], "variance": [-1], "epsilon": 1e-8, "clip": 10}', "are no statistics"),
        ('{"mean": [0], "variance": [-1e-9], "epsilon": 1e-8, "clip": 10}', "are no statistics"),
        ('{"mean": [0], "variance": [Infinity], "epsilon": 1e-8, "clip": 10}', "are no statistics"),
        ('{"mean": [0], "variance": [1], "epsilon": Infinity, "clip": 10}', "are no statistics"),
        ('{"mean": [1e300], "variance": [1], "epsilon": 1e-8, "clip": 10}', "are no statistics"),
        ('{"mean": [0], "variance": [1], "epsilon": 1e-8, "clip": NaN}', "states no statistics"),
        ('{"inputs": {"book": {"mean": [0], "variance": [1]}}, "epsilon": 1e-8, "clip": 10}', "for ['book']"),
    ],
)
def test_statistics_that_do_not_fit(content: str, problem: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "statistics.json").write_text(content)
    options = ["--normalisation", str(tmp_path / "statistics.json")]
    assert problem in refused(saved("PPO"), *options, normalised=True)


def test_normalisation_that_is_not_spoken_of(saved: Saved, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.main([str(saved("PPO")), "--out", str(tmp_path / "out")])
    assert left.value.code == 64
    assert "--normalisation --no-normalisation --only-rewards-normalised is required" in capsys.readouterr().err


def test_normalisation_that_the_model_speaks_of(refused: Refused, saved: Saved) -> None:
    assert "was trained within VecNormalize" in refused(saved("PPO normalised"))
    assert "was trained within VecNormalize" in refused(saved("PPO normalised"), "--trust")


def test_a_folder_that_is_there_already(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "work").write_text("of someone")
    assert "is there already" in refused(saved("PPO"), "--out", str(tmp_path / "there"))
    assert (tmp_path / "there" / "work").read_text() == "of someone"


def test_a_difference_beyond_the_tolerance_writes_nothing(refused: Refused, saved: Saved) -> None:
    tolerance = ["--tolerance-relative", "0", "--tolerance-absolute", "1e-12"]
    assert "times the tolerance" in refused(saved("PPO"), *tolerance)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--name", "My Policy"], "--name my-policy"),
        (["--observations", "0"], "would compare nothing"),
        (["--tolerance-absolute", "0"], "must be positive"),
        (["--tolerance-absolute", "inf"], "must be positive"),
        (["--tolerance-relative", "inf"], "must be positive"),
        (["--seed", "-1"], "--seed -1 is negative"),
        (["--observations", "100000000000000"], "not enough memory"),
        (["--labels", "\udcff,b,c,d"], "labels is not in UTF-8"),
        (["--activation", "Tanh"], "--activation Tanh is not the model's: it has ReLU"),
        (["--activation", "ReLU", "--trust"], "--activation has no effect on"),
        (["--module", "torch.nn:Identity"], "--module has no effect on"),
        (["--outputs", "logits"], "--outputs has no effect on"),
    ],
)
def test_options_that_make_no_sense(options: list[str], problem: str, refused: Refused, saved: Saved) -> None:
    assert problem in refused(saved("PPO"), *options)


def test_statistics_of_a_normalisation_of_rewards_alone(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    vec_env: Any = importlib.import_module("stable_baselines3.common.vec_env")
    gymnasium: Any = importlib.import_module("gymnasium")
    vec_env.VecNormalize(vec_env.DummyVecEnv([lambda: gymnasium.make("CartPole-v1")]), norm_obs=False).save(
        str(tmp_path / "v.pkl")
    )
    options = ["--normalisation", str(tmp_path / "v.pkl"), "--trust"]
    said = refused(saved("PPO"), *options, normalised=True)
    assert "does not normalise observations (norm_obs=False)" in said
    assert "--only-rewards-normalised" in said


def test_trusted_statistics_that_are_none(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "v.pkl").write_bytes(pickle.dumps({"not": "one"}))
    options = ["--normalisation", str(tmp_path / "v.pkl"), "--trust"]
    assert "cannot be unpickled here: AttributeError" in refused(saved("PPO"), *options, normalised=True)


@pytest.mark.parametrize("content", ["strings", "complex", "cut off", "claims to be huge", "too large", "flipped"])
def test_observations_that_cannot_be_read(content: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    path = tmp_path / "rows.npy"
    if content == "strings":
        np.save(path, np.full((3, 6), "a"))
    elif content == "complex":
        np.save(path, np.ones((3, 6), complex))
    elif content == "too large":
        np.save(path, np.full((3, 6), 1e300))
    elif content == "claims to be huge":
        with path.open("wb") as file:
            header = {"descr": "<f8", "fortran_order": False, "shape": (10**13, 6)}
            np.lib.format.write_array_header_1_0(file, header)
    else:
        np.savez(tmp_path / "whole.npz", observation=np.zeros((3, 6)))
        whole = bytearray((tmp_path / "whole.npz").read_bytes())
        whole[100] ^= 255
        path.write_bytes(whole if content == "flipped" else whole[: len(whole) // 2])
    assert refused(saved("PPO"), "--observations-from", str(path))


@pytest.mark.parametrize("out", ["below a file/out", "a link that leads nowhere", "y" * 300, "missing/" + "y" * 300])
def test_a_folder_that_cannot_be_written(out: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "below a file").touch()
    (tmp_path / "a link that leads nowhere").symlink_to("nowhere")
    assert "name another folder with --out" in refused(saved("PPO"), "--out", str(tmp_path / out))
    assert {one.name for one in tmp_path.iterdir()} == {"below a file", "a link that leads nowhere"}


def test_an_interruption_leaves_nothing_behind(
    saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exporting = importlib.import_module("assay_exporter.exporting")

    def interrupted(*_: Any) -> None:
        assert [one.name[:14] for one in tmp_path.iterdir()] == [".assay-export."]
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(exporting, "compare", interrupted)
    options = ["--out", str(tmp_path / "a" / "b"), "--no-normalisation", "--observations", "300"]
    assert command.main([str(saved("PPO")), *options]) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
