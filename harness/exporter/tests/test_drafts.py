"""Drafts are contracts: Assay takes each of them, and proves of its embedded server what they ask."""

import importlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

command: Any = importlib.import_module("assay_exporter.command")

REPOSITORY = Path(__file__).parents[3]
CASES = (
    *("PPO", "PPO on named observations", "PPO on a box of actions", "PPO normalised", "DQN", "QRDQN", "MaskablePPO"),
    *("SAC", "TD3"),
)

Export = Callable[..., Path]


def assay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it as a user does."""
    given = ["sh", "scripts/run.sh", "harness/cli/main.ts", *arguments]
    return subprocess.run(given, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def own_module(out: Path) -> Path:
    """The draft of a module of the user's own."""
    space = {"observation": {"kind": "box", "low": -1, "high": 1, "shape": [3]}, "action": {"kind": "discrete", "n": 5}}
    out.with_suffix(".json").write_text(json.dumps(space))
    torch.manual_seed(1)
    layers = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 5))
    torch.save(layers, out.with_suffix(".pt"))
    options = ["--space", str(out.with_suffix(".json")), "--no-normalisation", "--trust", "--outputs", "preferences"]
    assert command.main([str(out.with_suffix(".pt")), "--out", str(out), "--observations", "600", *options]) == 0
    return out / "contract.yaml"


def test_every_draft_is_a_sound_contract(export: Export, tmp_path: Path) -> None:
    drafts = [export(case, tmp_path / str(index)) / "contract.yaml" for index, case in enumerate(CASES)]
    names = ["50000", "1e5", "true"]
    drafts += [export("PPO", tmp_path / f"name-{name}", "--name", name) / "contract.yaml" for name in names]
    drafts.append(own_module(tmp_path / "own"))
    checked = assay("check", *map(str, drafts))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("a sound contract") == len(drafts)


@pytest.mark.parametrize("case", ["QRDQN", "SAC normalised"])
def test_the_embedded_server_is_proven_to_serve_what_was_exported(case: str, export: Export, tmp_path: Path) -> None:
    contract = export(case, tmp_path / "out") / "contract.yaml"
    # What a policy of 256 steps can show: it need not have learned to choose every action.
    clauses = "ARTIFACT,LOAD,FEAT,USED-1,USED-2,USED-3" + (",SIZE" if case == "QRDQN" else "")
    asked = ["--only", clauses, "--observations", "512", "--seed", "1"]
    found = assay("verify", "--contract", str(contract), *asked, "--out", str(tmp_path / "evidence"))
    assert found.returncode == 0, found.stdout + found.stderr
    assert found.stdout.strip().splitlines()[-1].startswith("PROVEN"), found.stdout
