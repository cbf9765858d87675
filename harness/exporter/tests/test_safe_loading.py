"""Nothing that a file holds is run unless it is trusted."""

import base64
import importlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")

Saved = Callable[[str], Path]


class Malice:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def rewritten(source: Path, target: Path, changes: dict[str, bytes]) -> Path:
    """The same zip with other members."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes.get(name) or old.read(name))
    return target


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "was-run"


def with_malice_in_its_attributes(saved: Saved, mark: Path, tmp_path: Path) -> Path:
    with zipfile.ZipFile(saved("PPO")) as archive:
        data = json.loads(archive.read("data"))
    malice = base64.b64encode(pickle.dumps(Malice(mark))).decode()
    for key, value in data.items():
        if isinstance(value, dict) and ":serialized:" in value:
            data[key] = {**value, ":serialized:": malice}
    return rewritten(saved("PPO"), tmp_path / "model.zip", {"data": json.dumps(data).encode()})


def test_serialised_attributes_are_not_unpickled(saved: Saved, mark: Path, tmp_path: Path) -> None:
    model = with_malice_in_its_attributes(saved, mark, tmp_path)
    out = tmp_path / "out"
    assert command.main([str(model), "--out", str(out), "--no-normalisation", "--observations", "300"]) == 0
    assert not mark.exists()


def test_with_trust_they_are(saved: Saved, mark: Path, tmp_path: Path) -> None:
    model = with_malice_in_its_attributes(saved, mark, tmp_path)
    options = ["--out", str(tmp_path / "out"), "--no-normalisation", "--observations", "300", "--trust"]
    assert command.main([str(model), *options]) == 64
    assert mark.exists()


@pytest.mark.parametrize("form", ["bare pickle", "archive"])
def test_weights_that_are_more_than_weights_are_refused(
    form: str, saved: Saved, mark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    buffer = io.BytesIO()
    weights = {"action_net.weight": Malice(mark)}
    if form == "archive":
        torch.save(weights, buffer)
    else:
        pickle.dump(weights, buffer)
    model = rewritten(saved("PPO"), tmp_path / "model.zip", {"policy.pth": buffer.getvalue()})
    assert command.main([str(model), "--out", str(tmp_path / "out"), "--no-normalisation"]) == 64
    assert not mark.exists()
    assert "wants to import" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_pickled_statistics_are_not_unpickled(
    saved: Saved, mark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statistics = tmp_path / "vecnormalize.pkl"
    statistics.write_bytes(pickle.dumps(Malice(mark)))
    options = ["--out", str(tmp_path / "out"), "--normalisation", str(statistics)]
    assert command.main([str(saved("PPO")), *options]) == 64
    assert not mark.exists()
    assert "normalisation.json" in capsys.readouterr().err


def test_torchscript_is_not_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.jit.script(torch.nn.Linear(6, 4)).save(str(tmp_path / "policy.ts"))
    assert command.main([str(tmp_path / "policy.ts"), "--out", str(tmp_path / "out"), "--no-normalisation"]) == 64
    assert "--trust runs it" in capsys.readouterr().err


def test_a_bare_pickle_is_not_loaded(mark: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(Malice(mark)))
    assert command.main([str(tmp_path / "model.pkl"), "--out", str(tmp_path / "out"), "--no-normalisation"]) == 64
    assert not mark.exists()
    assert "loading it would run code" in capsys.readouterr().err
