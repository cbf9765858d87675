"""What is exported decides as stable-baselines3 does: for every algorithm, with and without unpickling."""

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")
comparison: Any = importlib.import_module("assay_exporter.comparison")
documents: Any = importlib.import_module("assay_exporter.documents")
normalisation: Any = importlib.import_module("assay_exporter.normalisation")
prediction: Any = importlib.import_module("assay_exporter.prediction")

CASES = {
    "PPO": ("logits", [4], "argmax"),
    "PPO on named observations": ("logits", [4], "argmax"),
    "PPO on a box of actions": ("action", [2], "value"),
    "PPO with a noise matrix": ("action", [2], "value"),
    "PPO with fixed scaling": ("logits", [4], "argmax"),
    "PPO normalised": ("logits", [4], "argmax"),
    "A2C": ("logits", [4], "argmax"),
    "DQN": ("q_values", [4], "argmax"),
    "QRDQN": ("quantiles", [4, 11], "mean-argmax"),
    "MaskablePPO": ("logits", [4], "argmax"),
    "SAC": ("action", [2], "value"),
    "SAC with a noise matrix": ("action", [2], "value"),
    "SAC normalised": ("action", [2], "value"),
    "TQC": ("action", [2], "value"),
    "TD3": ("action", [2], "value"),
    "DDPG": ("action", [2], "value"),
}

Trained = Callable[[str], tuple[Any, Any]]
Saved = Callable[[str], Path]


def export(case: str, trained: Trained, saved: Saved, out: Path, *options: str) -> Path:
    """Export a case as a user would."""
    normalised = trained(case)[1]
    stated = ["--no-normalisation"]
    if normalised is not None:
        statistics = out.parent / "normalisation.json"
        documents.write(statistics, normalisation.Normalisation.of(normalised).document())
        stated = ["--normalisation", str(statistics)]
    assert command.main([str(saved(case)), "--out", str(out), "--observations", "600", *stated, *options]) == 0
    return out


def golden_of(out: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    vectors = json.loads((out / "golden.json").read_text(encoding="utf-8"))

    def arrays(side: str) -> dict[str, Any]:
        specs = {one["name"]: one for one in record[side]}
        return {
            name: np.array(rows, dtype=specs[name]["dtype"]).reshape(len(rows), *specs[name]["shape"][1:])
            for name, rows in vectors[side].items()
        }

    return arrays("inputs"), arrays("outputs")


@pytest.mark.parametrize("case", CASES)
def test_the_artifact_decides_as_the_model_predicts(case: str, trained: Trained, saved: Saved, tmp_path: Path) -> None:
    out = export(case, trained, saved, tmp_path / "out")
    inputs, outputs = golden_of(out)
    model, normalised = trained(case)
    statistics = normalisation.Normalisation.of(normalised)
    expected = prediction.predicted(model, model.observation_space, inputs, statistics)
    served = comparison.Run(out / "policy.onnx")(inputs)
    np.testing.assert_allclose(served["action"], expected, atol=1e-5)
    for name, values in outputs.items():
        np.testing.assert_allclose(served[name], values, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_unpickled_or_not_the_artifact_is_the_same(case: str, trained: Trained, saved: Saved, tmp_path: Path) -> None:
    plain = export(case, trained, saved, tmp_path / "plain")
    unpickled = export(case, trained, saved, tmp_path / "unpickled", "--trust")
    for name in ("policy.onnx", "golden.json", "contract.yaml"):
        assert (plain / name).read_bytes() == (unpickled / name).read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_record_and_contract_say_what_was_exported(case: str, trained: Trained, saved: Saved, tmp_path: Path) -> None:
    out = export(case, trained, saved, tmp_path / "out", "--name", "mine")
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    contract = (out / "contract.yaml").read_text(encoding="utf-8")
    name, shape, decode = CASES[case]
    assert record["algorithm"] == case.split()[0]
    assert record["policy"] == "mine"
    assert record["steps"] == trained(case)[0].num_timesteps
    assert record["outputs"][0] == {"name": name, "shape": ["batch", *shape], "dtype": "float32"}
    assert record["artifact"]["sha256"] == documents.sha256(out / "policy.onnx")
    assert record["goldenSha256"] == documents.sha256(out / "golden.json")
    assert record["exportCheck"]["observations"] == 600
    assert record["predictCheck"]["observations"] == 600
    assert f"name: {name}, shape: [batch, {', '.join(map(str, shape))}], dtype: float32, decode: {decode}" in contract
    assert f"sha256: '{record['artifact']['sha256']}'" in contract
    assert ("mask: action_mask" in contract) == (case == "MaskablePPO")
    assert all(len(rows) == 256 for rows in golden_of(out)[0].values())


def test_the_same_export_twice_gives_the_same_bytes(trained: Trained, saved: Saved, tmp_path: Path) -> None:
    one, other = (export("PPO", trained, saved, tmp_path / name, "--name", "mine") for name in ("one", "other"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()
