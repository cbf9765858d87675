"""What is exported decides as stable-baselines3 does: for every algorithm, with and without unpickling."""

import functools
import importlib
import json
import os
import subprocess
import sys
import zipfile
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
Exported = Callable[[str], Path]
Export = Callable[..., Path]


@pytest.fixture(scope="module")
def exported(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """What a case is exported to without being unpickled, once."""

    @functools.cache
    def once(case: str) -> Path:
        return export(case, tmp_path_factory.mktemp("exported") / "out", "--name", "mine")

    return once


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
def test_the_artifact_decides_as_the_model_predicts(case: str, trained: Trained, exported: Exported) -> None:
    out = exported(case)
    inputs, outputs = golden_of(out)
    model, normalised = trained(case)
    statistics = normalisation.Normalisation.of(normalised)
    expected = prediction.predicted(model, model.observation_space, inputs, statistics)
    served = comparison.Run(out / "policy.onnx")(inputs)
    np.testing.assert_allclose(served["action"], expected, atol=1e-5)
    for name, values in outputs.items():
        np.testing.assert_allclose(served[name], values, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_unpickled_or_not_the_artifact_is_the_same(
    case: str, export: Export, exported: Exported, tmp_path: Path
) -> None:
    plain = exported(case)
    unpickled = export(case, tmp_path / "unpickled", "--name", "mine", "--trust")
    for name in ("policy.onnx", "golden.json", "contract.yaml"):
        assert (plain / name).read_bytes() == (unpickled / name).read_bytes()
    record = json.loads((unpickled / "record.json").read_text(encoding="utf-8"))
    assert record["predictCheck"]["against"].endswith("of stable-baselines3")


@pytest.mark.parametrize("case", CASES)
def test_record_and_contract_say_what_was_exported(case: str, trained: Trained, exported: Exported) -> None:
    out = exported(case)
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
    assert record["predictCheck"]["against"].endswith("its policy as built anew from the weights")
    assert ("SIZE-1, SIZE-2" in contract) == ("cvar:" in contract) == (case == "QRDQN")
    assert f"name: {name}, shape: [batch, {', '.join(map(str, shape))}], dtype: float32, decode: {decode}" in contract
    assert f"sha256: '{record['artifact']['sha256']}'" in contract
    assert ("mask: action_mask" in contract) == (case == "MaskablePPO")
    assert all(len(rows) == 256 for rows in golden_of(out)[0].values())


def test_the_same_export_twice_gives_the_same_bytes(export: Export, tmp_path: Path) -> None:
    one, other = (export("PPO", tmp_path / name, "--name", "mine") for name in ("one", "other"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_infinity_is_written_as_text(trained: Trained, saved: Saved, tmp_path: Path) -> None:
    statistics = {"mean": [0] * 6, "variance": [1] * 6, "epsilon": 1e-8, "clip": float("inf")}
    model = rewritten(saved("PPO"), tmp_path / "model.zip", max_grad_norm=float("inf"))
    (tmp_path / "statistics.json").write_text(json.dumps(statistics))
    options = ["--normalisation", str(tmp_path / "statistics.json"), "--observations", "300"]
    assert command.main([str(model), "--out", str(tmp_path / "out"), *options]) == 0
    record = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    assert record["hyperparameters"]["maxGradNorm"] == "inf"
    assert record["normalisation"]["clip"] == "inf"
    (tmp_path / "statistics.json").write_text(json.dumps(record["normalisation"]))
    assert command.main([str(model), "--out", str(tmp_path / "again"), *options]) == 0
    assert (tmp_path / "out" / "policy.onnx").read_bytes() == (tmp_path / "again" / "policy.onnx").read_bytes()


def test_td3_with_one_critic_is_not_taken_for_ddpg(trained: Trained, saved: Saved, tmp_path: Path) -> None:
    model = rewritten(saved("DDPG"), tmp_path / "model.zip", policy_delay=2, target_noise_clip=0.5)
    assert (
        command.main([str(model), "--out", str(tmp_path / "out"), "--no-normalisation", "--observations", "300"]) == 0
    )
    assert json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))["algorithm"] == "TD3"


@pytest.mark.parametrize("trust", [[], ["--trust"]])
def test_a_part_of_the_observation_may_be_called_as_a_mask_is(
    trust: list[str], room: Callable[[Any, Any], Any], tmp_path: Path
) -> None:
    spaces: Any = importlib.import_module("gymnasium").spaces
    library: Any = importlib.import_module("stable_baselines3")
    named = spaces.Dict({"action_mask": spaces.MultiBinary(4), "price": spaces.Box(0, 1, (2,))})
    library.PPO("MultiInputPolicy", room(named, spaces.Discrete(4)), n_steps=64, device="cpu").save(
        tmp_path / "model.zip"
    )
    np.savez(tmp_path / "seen.npz", action_mask=np.eye(4), price=np.full((4, 2), [[0.25], [0.5], [0.75], [1]]))
    options = ["--no-normalisation", "--observations", "300", "--observations-from", str(tmp_path / "seen.npz")]
    assert command.main([str(tmp_path / "model.zip"), "--out", str(tmp_path / "out"), *options, *trust]) == 0
    assert "mask:" not in (tmp_path / "out" / "contract.yaml").read_text(encoding="utf-8")


def test_statistics_of_a_trusted_pickle_are_those_of_its_numbers(
    trained: Trained, saved: Saved, export: Export, tmp_path: Path
) -> None:
    trained("PPO normalised")[1].save(str(tmp_path / "v.pkl"))
    options = ["--observations", "300", "--name", "mine", "--normalisation", str(tmp_path / "v.pkl"), "--trust"]
    assert command.main([str(saved("PPO normalised")), "--out", str(tmp_path / "pickled"), *options]) == 0
    export("PPO normalised", tmp_path / "numbers", "--name", "mine", "--observations", "300")
    for name in ("policy.onnx", "golden.json"):
        assert (tmp_path / "pickled" / name).read_bytes() == (tmp_path / "numbers" / name).read_bytes()


def test_the_command_of_the_readme_writes_statistics_that_are_taken(
    trained: Trained, saved: Saved, tmp_path: Path
) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (line,) = (one for one in readme.splitlines() if one.startswith("$ python -c"))
    trained("SAC normalised")[1].save(str(tmp_path / "vecnormalize.pkl"))
    _, script, _ = line.split('"')
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    written = json.loads((tmp_path / "normalisation.json").read_text(encoding="utf-8"))
    assert written == normalisation.Normalisation.of(trained("SAC normalised")[1]).document()


def test_rewards_alone_may_have_been_normalised(saved: Saved, tmp_path: Path) -> None:
    model = rewritten(saved("PPO"), tmp_path / "model.zip", _last_original_obs={":type:": "<class 'numpy.ndarray'>"})
    options = ["--out", str(tmp_path / "out"), "--observations", "300"]
    assert command.main([str(model), *options, "--no-normalisation"]) == 64
    assert command.main([str(model), *options, "--only-rewards-normalised"]) == 0


def test_the_contract_says_which_inputs_were_normalised(export: Export, tmp_path: Path) -> None:
    some = export("SAC normalised", tmp_path / "some") / "contract.yaml"
    said = "the normalisation of window is part of the artifact; open, regime, venues: taken as stated, without any."
    assert said in some.read_text(encoding="utf-8")
    all_of_it = export("PPO normalised", tmp_path / "all") / "contract.yaml"
    assert "the normalisation of training is part of the artifact." in all_of_it.read_text(encoding="utf-8")


def test_observations_are_as_many_as_the_readme_says() -> None:
    options = command.parser().parse_args(["model.zip", "--out", "out", "--no-normalisation"])
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert f"{options.observations:,} (`--observations`)" in " ".join(readme.split())


def test_more_names_than_a_file_name_has_room_for(export: Export, tmp_path: Path) -> None:
    features = ",".join(f"{'long' * 20}_{index}" for index in range(6))
    out = export("PPO", tmp_path / "out", "--features", features)
    assert f"name: {'long' * 20}_5" in (out / "contract.yaml").read_text(encoding="utf-8")


def test_what_is_said_to_nobody_does_not_stop_the_export(saved: Saved, tmp_path: Path) -> None:
    options = ["--out", str(tmp_path / "out"), "--no-normalisation", "--observations", "300"]
    read, write = os.pipe()
    os.close(read)
    given = [sys.executable, "-m", "assay_exporter", str(saved("PPO")), *options]
    root = Path(__file__).parents[1]
    found = subprocess.run(given, stdout=write, stderr=subprocess.PIPE, cwd=root, check=False)
    os.close(write)
    assert (found.returncode, (tmp_path / "out").is_dir()) == (0, True), found.stderr


def rewritten(source: Path, target: Path, **attributes: Any) -> Path:
    """The same model with other attributes."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "data":
                content = json.dumps(json.loads(content) | attributes).encode()
            new.writestr(name, content)
    return target
