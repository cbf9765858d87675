"""Files that are no model, or not whole, or more than they should be."""

import importlib
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from refusing import Refused

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")

Saved = Callable[[str], Path]


def test_no_file(refused: Refused, tmp_path: Path) -> None:
    assert "there is no file" in refused(tmp_path / "model.zip")


def test_a_folder(refused: Refused, tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


def test_no_zip(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_text("not a model")
    assert "no zip: it begins with b'not a mo'" in refused(tmp_path / "model.zip")


def test_an_empty_file(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "model.zip").touch()
    assert "is empty" in refused(tmp_path / "model.zip")


def test_a_zip_of_something_else(refused: Refused, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        archive.writestr("notes.txt", "hello")
    assert "holds no model: notes.txt" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_truncated_zip(share: float, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    whole = saved("PPO").read_bytes()
    (tmp_path / "model.zip").write_bytes(whole[: int(len(whole) * share)])
    assert "is no whole zip file" in refused(tmp_path / "model.zip")


def test_a_damaged_zip(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved("PPO")) as archive:
        place = archive.getinfo("policy.pth").header_offset + 3000
    content = bytearray(saved("PPO").read_bytes())
    content[place] ^= 0xFF
    (tmp_path / "model.zip").write_bytes(content)
    assert "policy.pth is damaged" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside", "C:\\outside", "..\\outside"])
def test_members_that_lead_out_of_their_folder(name: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "model.zip").write_bytes(saved("PPO").read_bytes())
    with zipfile.ZipFile(tmp_path / "model.zip", "a") as archive:
        archive.writestr(name, "x")
    assert "leads out of its folder" in refused(tmp_path / "model.zip")


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A zip of a megabyte, of which a gigabyte would come."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("archive/data.pkl", b"")
        with archive.open("archive/data/0", "w", force_zip64=True) as member:
            for _ in range(1100):
                member.write(bytes(1024 * 1024))
    return made.getvalue()


@pytest.mark.parametrize("where", ["the model", "its weights"])
def test_a_zip_bomb(where: str, bomb: bytes, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    if where == "the model":
        (tmp_path / "model.zip").write_bytes(bomb)
    else:
        with zipfile.ZipFile(saved("PPO")) as archive:
            data = archive.read("data")
        with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
            archive.writestr("data", data)
            archive.writestr("policy.pth", bomb)
    assert "would unpack to 1,153,433,600 bytes" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("where", ["the model", "its weights", "a pickle"])
def test_pickles_whose_scan_would_take_all_memory(where: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    memoizing = b"\x80\x04N" + b"\x94" * 600_000
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", memoizing)
        archive.writestr("archive/other.pkl", memoizing)
    if where == "its weights":
        with zipfile.ZipFile(saved("PPO")) as old, zipfile.ZipFile(tmp_path / "model.zip", "w") as new:
            new.writestr("data", old.read("data"))
            new.writestr("policy.pth", made.getvalue())
    else:
        (tmp_path / "model.zip").write_bytes(made.getvalue() if where == "the model" else memoizing + memoizing[3:])
    assert "its pickles have more than 1,000,000 opcodes" in refused(tmp_path / "model.zip")


def ray_pickle() -> bytes:
    """A pickle that imports from Ray, of any protocol 2 to 5, without Ray."""
    return b"\x80\x04\x8c\x20ray.rllib.algorithms.ppo.ppo_xxx\x8c\x03PPO\x93)\x81."


def test_a_pickle_of_ray(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(ray_pickle())
    said = refused(tmp_path / "model.pkl")
    assert "holds ray objects (ray.rllib.algorithms.ppo.ppo_xxx.PPO)" in said
    assert "TorchScript" in said


def test_a_checkpoint_folder_of_ray(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").mkdir()
    (tmp_path / "checkpoint" / "rllib_checkpoint.json").write_text("{}")
    assert "holds ray objects" in refused(tmp_path / "checkpoint")


@pytest.mark.parametrize("name", ["algorithm_state.pkl", "policy/data.pkl"])
def test_a_zip_of_ray(name: str, refused: Refused, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        archive.writestr("first.pkl", pickle.dumps({"harmless": 1}))
        archive.writestr(name, ray_pickle())
    assert "holds ray objects" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("beside", ["class_and_ctor_args.pkl", "rllib_checkpoint.json"])
def test_a_file_of_a_checkpoint_of_ray_that_names_ray_nowhere(beside: str, refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "module_state.pkl").write_bytes(pickle.dumps({"weight": np.zeros(2)}))
    assert "ray objects" not in refused(tmp_path / "module_state.pkl")
    (tmp_path / beside).touch()
    assert "holds ray objects (a part of a checkpoint of RLlib)" in refused(tmp_path / "module_state.pkl")


def test_weights_that_hold_ray_objects(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved("PPO")) as archive, zipfile.ZipFile(tmp_path / "model.zip", "w") as new:
        new.writestr("data", archive.read("data"))
        new.writestr("policy.pth", ray_pickle())
    assert "holds ray objects" in refused(tmp_path / "model.zip")


def test_a_pickle_of_a_newer_python(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(b"\x80\x09\x8c\x04mine\x8c\x05Agent\x93.")
    assert "a pickle of protocol 9, newer than this Python's" in refused(tmp_path / "model.pkl")


def test_attributes_that_would_take_all_memory(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved("PPO")) as old, zipfile.ZipFile(tmp_path / "m.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b'{"a": [' + b"[]," * 6_000_000 + b"[]]}" if name == "data" else old.read(name))
    assert "its member data has 18,000,011 bytes" in refused(tmp_path / "m.zip")


def test_a_state_dict_without_its_module(refused: Refused, tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2).state_dict(), tmp_path / "policy.pt")
    assert "--module package.module:Class" in refused(tmp_path / "policy.pt")


def test_a_whole_module_that_is_not_trusted(refused: Refused, tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), tmp_path / "policy.pt")
    assert "holds more than weights, as a whole module does" in refused(tmp_path / "policy.pt")
    assert "cannot be loaded as weights only" in refused(tmp_path / "policy.pt", "--module", "torch.nn:Identity")


def test_more_than_weights_that_is_no_module(refused: Refused, tmp_path: Path) -> None:
    torch.save({"kind": np.random.default_rng, "where": tmp_path}, tmp_path / "policy.pt")
    assert "holds a dict, no torch.nn.Module" in refused(tmp_path / "policy.pt", "--trust")


def test_a_whole_module_whose_class_is_missing(refused: Refused, tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), tmp_path / "whole.pt")
    with zipfile.ZipFile(tmp_path / "whole.pt") as old, zipfile.ZipFile(tmp_path / "policy.pt", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"torch.nn.modules.linear", b"torch.nn.modules.absent"))
    said = refused(tmp_path / "policy.pt", "--trust")
    assert "cannot be unpickled here: ModuleNotFoundError" in said
    assert "PYTHONPATH" in said


@pytest.mark.parametrize("content", ["[" * 100_000, '"\\ud800"', "[1"])
def test_attributes_that_are_no_json(content: str, refused: Refused, saved: Saved, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved("PPO")) as old, zipfile.ZipFile(tmp_path / "model.zip", "w") as new:
        new.writestr("policy.pth", old.read("policy.pth"))
        new.writestr("data", content)
    assert "its member data cannot be read as JSON" in refused(tmp_path / "model.zip")


@pytest.mark.parametrize("where", ["the model", "its weights"])
@pytest.mark.parametrize("damage", ["encrypted", "damaged"])
def test_a_pickle_in_a_zip_that_cannot_be_read(
    damage: str, where: str, refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", b"content")
    broken = buffer.getvalue().replace(b"content", b"CONTENT")
    if damage == "encrypted":
        listed = bytearray(buffer.getvalue())
        listed[6] |= 1
        listed[listed.index(b"PK\x01\x02") + 8] |= 1
        broken = bytes(listed)
    if where == "its weights":
        with zipfile.ZipFile(saved("PPO")) as old, zipfile.ZipFile(tmp_path / "model.zip", "w") as new:
            new.writestr("data", old.read("data"))
            new.writestr("policy.pth", broken)
    else:
        (tmp_path / "model.zip").write_bytes(broken)
    assert "archive/data.pkl is damaged" in refused(tmp_path / "model.zip")


def test_a_model_whose_name_is_longer_than_names_can_be(refused: Refused) -> None:
    assert "there is no file" in refused("x" * 300)


def test_a_model_that_changes_while_it_is_read(
    refused: Refused, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = importlib.import_module("assay_exporter.reading")
    (tmp_path / "model.zip").write_bytes(saved("PPO").read_bytes())
    real = reading.saved_model

    def and_appended(*given: Any) -> Any:
        found = real(*given)
        with (tmp_path / "model.zip").open("ab") as file:
            file.write(b"more")
        return found

    monkeypatch.setattr(reading, "saved_model", and_appended)
    assert "changed while it was read" in refused(tmp_path / "model.zip")
