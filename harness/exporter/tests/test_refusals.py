"""Every refusal: exit code 64, what happened and what to do, no traceback, and nothing written."""

import importlib
import io
import json
import os
import pickle
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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


class Refused:
    """Exports, and holds what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, model: Path | str, *options: str, normalised: bool = False) -> str:
        given = [] if normalised else ["--no-normalisation"]
        self.capsys.readouterr()
        out = self.folder / "written" / "out"
        assert command.main([str(model), "--out", str(out), "--observations", "300", *given, *options]) == 64
        said = self.capsys.readouterr().err
        assert "Traceback" not in said
        assert "what to do: " in said
        assert not out.exists()
        assert not out.parent.exists() or list(out.parent.iterdir()) == []
        return said


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refused:
    return Refused(tmp_path, capsys)


def changed(source: Path, target: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Path:
    """The saved model with other attributes or weights."""
    with zipfile.ZipFile(source) as old:
        data = json.loads(old.read("data"))
        weights = torch.load(io.BytesIO(old.read("policy.pth")), weights_only=True)
        rest = {name: old.read(name) for name in old.namelist() if name not in ("data", "policy.pth")}
    change(data, weights)
    buffer = io.BytesIO()
    torch.save(weights, buffer)
    with zipfile.ZipFile(target, "w") as new:
        for name, content in {**rest, "data": json.dumps(data).encode(), "policy.pth": buffer.getvalue()}.items():
            new.writestr(name, content)
    return target


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


def test_a_recurrent_policy(refused: Refused, saved: Saved) -> None:
    assert "is recurrent" in refused(saved("RecurrentPPO"))


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


def test_attributes_that_would_take_all_memory(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved("PPO")) as old, zipfile.ZipFile(tmp_path / "m.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, b'{"a": [' + b"[]," * 6_000_000 + b"[]]}" if name == "data" else old.read(name))
    assert "its member data has 18,000,011 bytes" in refused(tmp_path / "m.zip")


def test_names_that_a_terminal_would_obey(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def named(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["policy_kwargs"]["x\nassay-export: all is well\x1b[2J"] = 1

    said = refused(changed(saved("PPO"), tmp_path / "model.zip", named))
    assert "x assay-export: all is well\\x1b[2J" in said
    assert not any(line.startswith("assay-export: all") for line in said.splitlines())


def test_bounds_of_actions_that_may_be_rounded(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    def rounded(data: dict[str, Any], weights: dict[str, Any]) -> None:
        data["action_space"]["low"] = "[-0.33333334  0.        ]"

    assert "may have been rounded" in refused(changed(saved("SAC"), tmp_path / "model.zip", rounded))


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


def test_a_mask_and_an_observation_of_the_same_name(
    refused: Refused, room: Callable[[Any, Any], Any], tmp_path: Path
) -> None:
    spaces: Any = importlib.import_module("gymnasium").spaces
    sb3_contrib: Any = importlib.import_module("sb3_contrib")
    named = spaces.Dict({"action_mask": spaces.MultiBinary(4), "price": spaces.Box(0, 1, (2,))})
    model = sb3_contrib.MaskablePPO("MultiInputPolicy", room(named, spaces.Discrete(4)), n_steps=64, device="cpu")
    model.save(tmp_path / "model.zip")
    assert "has a part named action_mask" in refused(tmp_path / "model.zip")


def test_trusted_statistics_that_are_none(refused: Refused, saved: Saved, tmp_path: Path) -> None:
    (tmp_path / "v.pkl").write_bytes(pickle.dumps({"not": "one"}))
    options = ["--normalisation", str(tmp_path / "v.pkl"), "--trust"]
    assert "cannot be unpickled here: AttributeError" in refused(saved("PPO"), *options, normalised=True)


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


@pytest.mark.parametrize("trust", [[], ["--trust"]])
def test_other_bounds_of_actions_than_those_of_training(
    trust: list[str], refused: Refused, saved: Saved, tmp_path: Path
) -> None:
    space = {"action": {"kind": "box", "low": [-1, 0], "high": [1, 6]}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    said = refused(saved("SAC"), "--space", str(tmp_path / "space.json"), *trust)
    assert "the stated action space is" in said


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
