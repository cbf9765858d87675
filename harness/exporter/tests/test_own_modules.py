"""Networks that are no policies of stable-baselines3: TorchScript, and modules with a state dict."""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from refusing import Refused

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")
comparison: Any = importlib.import_module("assay_exporter.comparison")

CODE = """
import torch

class Own(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Linear(8, 5))

    def forward(self, observation):
        return self.layers(observation)
"""

SPACE = {
    "observation": {"kind": "box", "low": -1, "high": 1, "shape": [3]},
    "action": {"kind": "discrete", "n": 5},
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "own_network.py").write_text(CODE)
    (tmp_path / "space.json").write_text(json.dumps(SPACE))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    torch.manual_seed(1)
    return importlib.import_module("own_network").Own()


def exported(*options: str) -> None:
    given = ["--out", "out", "--space", "space.json", "--observations", "300", *options]
    assert command.main([*given, *([] if "--normalisation" in options else ["--no-normalisation"])]) == 0


def served(observation: Any) -> Any:
    return comparison.Run(Path("out/policy.onnx"))({"observation": observation})


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("how", [torch.jit.script, lambda module: torch.jit.trace(module, torch.zeros(2, 3))])
def test_a_trusted_torchscript_file_is_exported(how: Any, own: Any) -> None:
    how(own).save("policy.ts")
    exported("policy.ts", "--trust")
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    np.testing.assert_allclose(served(rows)["logits"], own(torch.from_numpy(rows)).detach().numpy(), atol=1e-5)
    assert json.loads(Path("out/record.json").read_text())["source"]["form"] == "TorchScript"


@pytest.mark.parametrize("old_format", [False, True])
def test_a_state_dict_with_its_module_is_exported(old_format: bool, own: Any) -> None:
    torch.save(own.state_dict(), "policy.pt", _use_new_zipfile_serialization=not old_format)
    exported("policy.pt", "--module", "own_network:Own", "--outputs", "preferences")
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    np.testing.assert_allclose(served(rows)["preferences"], own(torch.from_numpy(rows)).detach().numpy(), atol=1e-5)
    assert "scores: /preferences" in Path("out/contract.yaml").read_text()


def test_a_trusted_whole_module_is_exported(own: Any) -> None:
    torch.save(own.train(), "policy.pt")
    exported("policy.pt", "--trust")
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    expected = own(torch.from_numpy(rows)).detach().numpy()
    np.testing.assert_allclose(served(rows)["logits"], expected, atol=1e-5)
    assert json.loads(Path("out/record.json").read_text())["source"]["form"] == "torch.nn.Module"


def test_scores_are_followed_by_the_action_that_they_decide_on(own: Any) -> None:
    torch.save(own.state_dict(), "policy.pt")
    exported("policy.pt", "--module", "own_network:Own")
    rows = np.random.default_rng(0).uniform(-1, 1, (200, 3)).astype(np.float32)
    answered = served(rows)
    assert list(answered) == ["logits", "action"]
    assert answered["action"].dtype == np.int64
    np.testing.assert_array_equal(answered["action"], answered["logits"].argmax(axis=1))
    assert len(set(answered["action"])) > 1


def test_one_quantile_is_a_score(own: Any, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save(torch.nn.Sequential(*own.layers, torch.nn.Unflatten(1, (5, 1))), "policy.pt")
    assert command.main(["policy.pt", "--out", "out", "--space", "space.json", "--no-normalisation", "--trust"]) == 64
    assert "gives one quantile of each action" in capsys.readouterr().err


UNSOUND = """
import torch

class Unsound(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 5)
        self.calls = 0

class Drawing(Unsound):
    def forward(self, observation):
        return self.layer(observation) + torch.rand(5)

class Remembering(Unsound):
    def forward(self, observation):
        self.calls += 1
        return self.layer(observation) + self.calls

class Mixing(Unsound):
    def forward(self, observation):
        return self.layer(observation - observation.mean(dim=0))

class Changing(Unsound):
    def forward(self, observation):
        return self.layer(observation.mul_(2))

class Fixed(Unsound):
    def forward(self, observation):
        return self.layer(observation.reshape(2, 3))

class Telling(Unsound):
    def forward(self, observation):
        return "HOLD", None

class Distributed(Unsound):
    def forward(self, observation):
        return torch.distributions.Categorical(logits=self.layer(observation))

class Masking(Unsound):
    def forward(self, observation):
        scores = self.layer(observation - observation.mean(dim=0))
        return torch.where(torch.arange(5) > 0, scores, torch.full_like(scores, -1e8))

class Choosing(Unsound):
    def forward(self, observation):
        scores = self.layer(observation)
        return scores, torch.multinomial(scores.softmax(dim=1), 1)[:, 0]
"""


@pytest.mark.parametrize(
    ("kind", "problem", "options"),
    [
        ("Drawing", "does not answer the same observations twice the same", []),
        ("Remembering", "does not answer the same observations twice the same", []),
        ("Mixing", "answers an observation otherwise beside others than alone", []),
        ("Changing", "changes its input observation in place", []),
        ("Fixed", "the network takes only batches of 2", []),
        ("Telling", "the network answers str, NoneType", []),
        ("Distributed", "the network answers Categorical", []),
        ("Masking", "answers an observation otherwise beside others than alone", []),
        ("Choosing", "does not answer the same observations twice the same", ["--outputs", "logits,action"]),
    ],
)
def test_what_is_no_function_of_each_observation_is_refused(
    kind: str, problem: str, options: list[str], own: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("unsound_modules.py").write_text(UNSOUND)
    torch.save(getattr(importlib.import_module("unsound_modules"), kind)().state_dict(), "policy.pt")
    given = ["policy.pt", "--module", f"unsound_modules:{kind}", "--out", "out", "--space", "space.json"]
    assert command.main([*given, "--no-normalisation", "--observations", "300", *options]) == 64
    assert problem in capsys.readouterr().err


CANCELLING = """
import torch

class Cancelling(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 5)

    def forward(self, observation, action):
        scores = self.layer(observation) + action
        return scores, scores.softmax(dim=1).sum(dim=1, keepdim=True) - 1
"""


def test_what_rounding_leaves_is_no_mixing_and_an_input_may_be_called_action(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("cancelling_module.py").write_text(CANCELLING)
    parts = {"observation": SPACE["observation"], "action": {"kind": "box", "low": 0, "high": 1, "shape": [1]}}
    Path("space.json").write_text(json.dumps({**SPACE, "observation": {"kind": "dict", "spaces": parts}}))
    torch.save(importlib.import_module("cancelling_module").Cancelling().state_dict(), "policy.pt")
    exported("policy.pt", "--module", "cancelling_module:Cancelling", "--outputs", "logits,nothing")
    assert [one["name"] for one in json.loads(Path("out/record.json").read_text())["outputs"]] == ["logits", "nothing"]


def test_a_module_of_float64_is_told_to_be_converted(own: Any, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save(own.double(), "policy.pt")
    assert command.main(["policy.pt", "--trust", "--out", "out", "--space", "space.json", "--no-normalisation"]) == 64
    assert "convert it: module.float()" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_script_of_a_fixed_batch_is_refused(own: Any, capsys: pytest.CaptureFixture[str]) -> None:
    class Fixed(torch.nn.Module):  # type: ignore[name-defined]
        def forward(self, observation: Any) -> Any:
            return observation.reshape(4, 3) @ torch.ones(3, 5)

    torch.jit.trace(Fixed(), torch.zeros(4, 3)).save("policy.ts")
    assert command.main(["policy.ts", "--trust", "--out", "out", "--space", "space.json", "--no-normalisation"]) == 64
    said = capsys.readouterr().err
    assert "the network takes only batches of 4: RuntimeError" in said
    assert "Traceback" not in said


SEVERAL = """
import torch

class Several(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 5 * 4)

    def forward(self, observation):
        quantiles = self.layer(observation).view(-1, 5, 4).sort(dim=2).values
        chosen = quantiles.mean(dim=2).argsort(dim=1)
        return quantiles, 1000 * chosen[:, :2], chosen[:, 0] + 5
"""


def test_whole_numbers_that_are_no_action_are_compared_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "several_outputs.py").write_text(SEVERAL)
    (tmp_path / "space.json").write_text(json.dumps(SPACE))
    torch.manual_seed(1)
    torch.save(importlib.import_module("several_outputs").Several().state_dict(), "policy.pt")
    exported("policy.pt", "--module", "several_outputs:Several", "--outputs", "quantiles,orders,beyond")
    answered = served(np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32))
    assert list(answered) == ["quantiles", "action", "orders", "beyond"]
    np.testing.assert_array_equal(answered["action"], answered["quantiles"].mean(axis=2).argmax(axis=1))


@pytest.mark.parametrize(
    ("seen", "expected", "wrong"),
    [
        ([[0], [1]], [[0], [1]], [False, False]),
        ([[0], [2]], [[0], [1]], [False, True]),
        ([7, 1], [7, 1], [False, False]),
        ([7, 1], [8, 1], [True, False]),
        ([-1, 1], [-1, 0], [False, True]),
        ([1, 1], [0, 0], [False, True]),
        ([0, 0], [1, 1], [False, True]),
    ],
)
def test_a_difference_is_excused_only_of_actions_that_nearly_tie(seen: Any, expected: Any, wrong: Any) -> None:
    scores = np.array([[1.0, 1.0, 0.0], [1.0, 0.5, 0.0]], np.float32)
    tolerance: Any = importlib.import_module("assay_exporter.tolerance").Tolerance()
    found = comparison.not_near_ties(np.array(seen), np.array(expected), scores, tolerance)
    assert found.tolist() == wrong


def test_its_normalisation_is_part_of_the_artifact(own: Any) -> None:
    torch.save(own.state_dict(), "policy.pt")
    statistics = {"mean": np.array([0.5, 0, 0]), "variance": np.ones(3), "epsilon": 0.0, "clip": 10.0}
    np.savez("statistics.npz", **statistics)  # type: ignore[arg-type]
    exported("policy.pt", "--module", "own_network:Own", "--normalisation", "statistics.npz")
    expected = own(torch.tensor([[0.5, 0.0, 0.0]])).detach().numpy()
    np.testing.assert_allclose(served(np.array([[1, 0, 0]], np.float32))["logits"], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("space", "options", "problem"),
    [
        (SPACE, ["--outputs", "logits,value"], "answers 1 tensors, but 2 names are given"),
        (SPACE, ["--outputs", "a/b"], "--outputs names 'a/b'"),
        (SPACE, ["--outputs", "logits,logits"], "--outputs names logits twice"),
        (SPACE, ["--outputs", "observation"], "an input and an output are both named observation"),
        ({**SPACE, "action": {"kind": "discrete", "n": 4}}, [], "gives [5] a row"),
        ({**SPACE, "action": {"kind": "discrete", "n": 1}}, [], "there is nothing to decide"),
        ({**SPACE, "action": {"kind": "box", "low": 0, "high": 0, "shape": [5]}}, [], "is empty in a dimension"),
        ({"observation": SPACE["observation"]}, [], "does not say what it takes and decides"),
        (
            {**SPACE, "observation": {"kind": "box", "low": -1, "high": 1, "shape": [4]}},
            [],
            "does not take observation float32 [batch, 4]",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    space: Any, options: list[str], problem: str, own: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(own.state_dict(), "policy.pt")
    Path("space.json").write_text(json.dumps(space))
    given = ["policy.pt", "--module", "own_network:Own", "--out", "out", "--space", "space.json", "--no-normalisation"]
    assert command.main([*given, *options]) == 64
    assert problem in capsys.readouterr().err


def test_weights_of_another_module_are_refused(own: Any, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save(torch.nn.Linear(3, 5).state_dict(), "policy.pt")
    given = ["policy.pt", "--module", "own_network:Own", "--out", "out", "--space", "space.json", "--no-normalisation"]
    assert command.main(given) == 64
    assert "are not those of own_network:Own" in capsys.readouterr().err


TWO = """
import torch

class Two(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2, bias=False)

    def forward(self, position, cash):
        return self.layer(position - 3 * cash)
"""


@pytest.mark.parametrize("names", [["position", "cash"], ["cash", "position"], ["first", "second"]])
@pytest.mark.parametrize("scripted", [False, True])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_inputs_go_to_the_parameters_of_their_names_or_in_the_stated_order(
    scripted: bool, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "two_inputs.py").write_text(TWO)
    box = {"kind": "box", "low": -1, "high": 1, "shape": [2]}
    observation = {"kind": "dict", "spaces": dict.fromkeys(names, box)}
    Path("space.json").write_text(json.dumps({"observation": observation, "action": {"kind": "discrete", "n": 2}}))
    torch.manual_seed(1)
    two = importlib.import_module("two_inputs").Two()
    if scripted:
        torch.jit.script(two).save("policy.pt")
        exported("policy.pt", "--trust")
    else:
        torch.save(two.state_dict(), "policy.pt")
        exported("policy.pt", "--module", "two_inputs:Two")
    one, other = np.random.default_rng(0).uniform(-1, 1, (2, 20, 2)).astype(np.float32)
    by_name = ["position", "cash"] if "cash" in names else names
    expected = two(torch.from_numpy(one), torch.from_numpy(other)).detach().numpy()
    found = comparison.Run(Path("out/policy.onnx"))(dict(zip(by_name, (one, other), strict=True)))
    np.testing.assert_allclose(found["logits"], expected, atol=1e-5)


FURTHER = """
import torch

class Further(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2, bias=False)

    def decided(self, position, cash):
        return self.layer(position - 3 * cash)

class Last(Further):
    def forward(self, position, cash, deterministic: bool = True):
        return self.decided(position, cash)

class Between(Further):
    def forward(self, position, factor: int = 3, cash=torch.ones(1)):
        return self.layer(position - factor * cash)

class Any(Further):
    def forward(self, position, cash, *rest, **named):
        return self.decided(position, cash)

class Needed(Further):
    def forward(self, position, cash, deterministic):
        return self.decided(position, cash)

class Renamed(Further):
    def forward(self, position, money):
        return self.decided(position, money)
"""


@pytest.fixture
def further(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Modules of two inputs, which are stated in the order of the alphabet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "further_parameters.py").write_text(FURTHER)
    box = {"kind": "box", "low": -1, "high": 1, "shape": [2]}
    observation = {"kind": "dict", "spaces": {"cash": box, "position": box}}
    Path("space.json").write_text(json.dumps({"observation": observation, "action": {"kind": "discrete", "n": 2}}))
    torch.manual_seed(1)
    return importlib.import_module("further_parameters")


@pytest.mark.parametrize(
    ("kind", "scripted"), [("Last", False), ("Last", True), ("Between", False), ("Between", True), ("Any", False)]
)
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_inputs_go_to_the_parameters_of_their_names_beside_those_that_may_be_left_out(
    kind: str, scripted: bool, further: Any
) -> None:
    module = getattr(further, kind)()
    if scripted:
        torch.jit.script(module).save("policy.pt")
        exported("policy.pt", "--trust")
    else:
        torch.save(module.state_dict(), "policy.pt")
        exported("policy.pt", "--module", f"further_parameters:{kind}")
    position, cash = np.random.default_rng(0).uniform(-1, 1, (2, 20, 2)).astype(np.float32)
    expected = module.decided(torch.from_numpy(position), torch.from_numpy(cash)).detach().numpy()
    found = comparison.Run(Path("out/policy.onnx"))({"position": position, "cash": cash})
    np.testing.assert_allclose(found["logits"], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "takes"), [("Needed", "position, cash, deterministic"), ("Renamed", "position, money")]
)
@pytest.mark.parametrize("scripted", [False, True])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_inputs_of_which_only_some_have_the_names_of_parameters(
    scripted: bool, kind: str, takes: str, further: Any, refused: Refused
) -> None:
    module = getattr(further, kind)()
    torch.jit.script(module).save("policy.pt") if scripted else torch.save(module.state_dict(), "policy.pt")
    options = ["--trust"] if scripted else ["--module", f"further_parameters:{kind}"]
    said = refused("policy.pt", "--space", "space.json", *options)
    assert f"forward takes {takes}, the observation has cash, position" in said


NAMING = """
import torch

class Naming(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(3, 2)

    def forward(self, observation):
        mean = self.layer(observation)
        return {"mean": mean, "action": torch.tanh(mean)}
"""


@pytest.fixture
def naming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A module that answers a dict, with the mean first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "naming_outputs.py").write_text(NAMING)
    Path("space.json").write_text(json.dumps({**SPACE, "action": {"kind": "box", "low": -1, "high": 1, "shape": [2]}}))
    torch.manual_seed(1)
    module = importlib.import_module("naming_outputs").Naming()
    torch.save(module.state_dict(), "policy.pt")
    return module


@pytest.mark.parametrize(
    ("outputs", "keys"), [("action,mean", ["action", "mean"]), ("mean,action", ["mean", "action"])]
)
def test_the_answers_of_a_dict_go_to_the_outputs_of_their_names(outputs: str, keys: list[str], naming: Any) -> None:
    exported("policy.pt", "--module", "naming_outputs:Naming", "--outputs", outputs)
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    found, expected = served(rows), naming(torch.from_numpy(rows))
    assert list(found) == keys
    for key in keys:
        np.testing.assert_allclose(found[key], expected[key].detach().numpy(), atol=1e-5)


def test_the_answers_of_a_dict_with_other_names_go_in_its_order(naming: Any) -> None:
    exported("policy.pt", "--module", "naming_outputs:Naming", "--outputs", "first,second")
    rows = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    np.testing.assert_allclose(
        served(rows)["first"], naming(torch.from_numpy(rows))["mean"].detach().numpy(), atol=1e-5
    )


@pytest.mark.parametrize("outputs", [[], ["--outputs", "action,deviation"], ["--outputs", "mean,action,value"]])
def test_a_dict_of_which_only_some_keys_are_outputs(outputs: list[str], naming: Any, refused: Refused) -> None:
    options = ["--module", "naming_outputs:Naming", "--space", "space.json", *outputs]
    names = outputs[-1].replace(",", ", ") if outputs else "action"
    assert f"the network answers mean, action, but the outputs are named {names}" in refused("policy.pt", *options)
