"""Models that cannot be built anew, or cannot be what they say."""

import importlib
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


def test_a_recurrent_policy(refused: Refused, saved: Saved) -> None:
    assert "is recurrent" in refused(saved("RecurrentPPO"))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite(value: float, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def spoil(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights["action_net.bias"][1] = value

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", spoil))
    assert "NaN or infinite: action_net.bias" in said


@pytest.mark.parametrize(("case", "stated"), [("PPO", "SAC"), ("PPO", "A2C"), ("SAC", "TQC"), ("TD3", "DDPG")])
def test_another_algorithm_than_the_stated(case: str, stated: str, refused: Refused, saved: Saved) -> None:
    assert f"is no {stated}" in refused(saved(case), "--algorithm", stated)


def test_an_algorithm_that_cannot_be_told(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def forget(data: dict[str, Any], weights: dict[str, Any]) -> None:
        del data["policy_class"]

    model = changed(saved("PPO"), tmp_path / "model.zip", forget)
    assert "does not tell whether it is PPO or A2C or MaskablePPO" in refused(model)
    assert "is not known" in refused(model, "--algorithm", "REINFORCE")


@pytest.mark.parametrize(
    ("stated", "what"),
    [
        ("train.Attention", "train.Attention"),
        ("train.ScaledFlattenExtractor", "train.ScaledFlattenExtractor"),
        ("mine.assay_exporter.scaling.FixedScaling", "FixedScaling"),
        (None, "features_extractor.mine"),
    ],
)
def test_a_features_extractor_of_its_own(
    stated: str | None, what: str, refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        if stated is None:
            weights["features_extractor.mine"] = torch.zeros(3)
        else:
            data["policy_kwargs"]["features_extractor_class"] = f"<class '{stated}'>"

    assert what in refused(changed(saved("PPO"), tmp_path / "model.zip", own))


def test_a_policy_class_of_its_own(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_class"]["__module__"] = "train"

    model = changed(saved("PPO"), tmp_path / "model.zip", own)
    assert "a policy class of its own, from train" in refused(model, "--algorithm", "PPO")


def test_policy_keywords_of_unknown_effect(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_kwargs"]["dropout"] = 0.5

    assert "policy_kwargs whose effect is not known: dropout" in refused(changed(saved("PPO"), tmp_path / "a.zip", own))


def test_an_activation_that_cannot_be_told(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_kwargs"]["activation_fn"] = "<function swish at 0x7f>"

    model = changed(saved("PPO"), tmp_path / "a.zip", own)
    assert "the activation function cannot be told" in refused(model)
    assert "torch.nn has no activation swish" in refused(model, "--activation", "swish")
    assert "torch.nn has no activation Module" in refused(model, "--activation", "Module")


def test_unknown_weights(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights["attention.weight"] = torch.zeros(3)

    assert "attention.weight" in refused(changed(saved("PPO"), tmp_path / "a.zip", own))

    def foreign(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights.clear()
        weights["layers.0.weight"] = torch.zeros(3)

    assert "weights of no known policy: layers.0.weight" in refused(changed(saved("PPO"), tmp_path / "b.zip", foreign))


def test_classes_that_are_missing_under_trust(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        import base64

        missing = b"\x80\x04\x8c\x0bnot_at_home\x8c\x09Attention\x93."
        data["policy_kwargs"][":serialized:"] = base64.b64encode(missing).decode()

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", own), "--trust")
    assert "ModuleNotFoundError: No module named 'not_at_home'" in said
    assert "PYTHONPATH" in said


def test_a_pickle_of_another_python_under_trust(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def own(data: dict[str, Any], weights: dict[str, Any]) -> None:
        import base64

        data["policy_kwargs"][":serialized:"] = base64.b64encode(b"\x80\x09.").decode()

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", own), "--trust")
    assert "unsupported pickle protocol: 9" in said
    assert "it was saved under Python" in said


def test_names_that_a_terminal_would_obey(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def named(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_kwargs"]["x\nassay-export: all is well\x1b[2J"] = 1

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", named))
    assert "x assay-export: all is well\\x1b[2J" in said
    assert not any(line.startswith("assay-export: all") for line in said.splitlines())


@pytest.mark.parametrize("key", ["policy_class", "policy_kwargs", "observation_space", "action_space"])
@pytest.mark.parametrize("value", [None, 1, "text", [1], {"use_sde": "False", "__module__": 1}])
def test_attributes_of_another_type(key: str, value: Any, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def spoil(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data[key] = value

    assert refused(changed(saved("PPO"), tmp_path / "model.zip", spoil))


@pytest.mark.parametrize(("key", "value"), [("use_sde", "False"), ("clip_mean", 10**19), ("squash_output", 1)])
def test_policy_keywords_of_another_type(key: str, value: Any, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def spoil(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_kwargs"][key] = value

    assert f"has {key}: {value!r}" in refused(changed(saved("PPO"), tmp_path / "model.zip", spoil))


@pytest.mark.parametrize(
    "weight",
    [
        lambda: torch.eye(16)[:4].to_sparse(),
        lambda: torch.empty(4, 16, device="meta"),
        lambda: torch.ones(4, 16, dtype=torch.complex64),
        lambda: torch.quantize_per_tensor(torch.ones(4, 16), 0.1, 0, torch.qint8),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_weights_that_are_no_dense_real_numbers(
    weight: Callable[[], Any], refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    def spoil(data: dict[str, Any], weights: dict[str, Any]) -> None:
        weights["action_net.weight"] = weight()

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", spoil))
    assert "action_net.weight is sparse, quantised, complex or without values" in said


@pytest.mark.parametrize("attribute", ["cg_max_steps", "crossq"])
def test_an_algorithm_whose_weights_look_like_those_of_another(
    attribute: str, refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    def other(data: dict[str, Any], weights: dict[str, Any]) -> None:
        if attribute == "crossq":
            data["policy_class"]["__module__"] = "sb3_contrib.crossq.policies"
        else:
            data[attribute] = 15

    name = "CrossQ" if attribute == "crossq" else "TRPO"
    assert f"is of {name}, which is not" in refused(changed(saved("A2C"), tmp_path / "model.zip", other))


def test_leaving_while_it_is_unpickled(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def leaves(data: dict[str, Any], weights: dict[str, Any]) -> None:
        import base64

        data["policy_kwargs"][":serialized:"] = base64.b64encode(b"csys\nexit\n(I3\ntR.").decode()

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", leaves), "--trust")
    assert "cannot be unpickled here: SystemExit" in said
