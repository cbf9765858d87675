"""The guide, word for word: what it has its reader install, write and run, and what it says they will see."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")
pytest.importorskip("stable_baselines3", reason="stable-baselines3 is not installed")

pytestmark = pytest.mark.training

REPOSITORY = Path(__file__).parents[3]
GUIDE = (REPOSITORY / "docs" / "exporter.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """What stands between the fences of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every line of the consoles that the reader types, in their order."""
    typed = "".join(blocks("console")).replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in typed.splitlines() if line.startswith("$ ")]


def test_the_guide_leads_from_a_training_to_a_proof(tmp_path: Path) -> None:
    make, install, train, export, verify = commands()
    assert make == "python3 -m venv exporting"
    assert install == "exporting/bin/pip install ./harness/exporter"
    site = tmp_path / "site"

    def run(command: str, folder: Path) -> str:
        """As the reader does, but into a folder, beside the libraries that are installed already."""
        installed = f"{sys.executable} -m pip --quiet --disable-pip-version-check"
        line = command.replace("exporting/bin/pip", installed).replace(
            "install ", f"install --no-deps --target {site} "
        )
        line = line.replace("exporting/bin/python", sys.executable).replace("exporting/bin", f"{site}/bin")
        found = subprocess.run(
            line,
            shell=True,
            cwd=folder,
            # Networks of policies are small: more threads only wait for each other.
            env={**os.environ, "PYTHONPATH": str(site), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, f"{line}\n{found.stdout}{found.stderr}"
        return found.stdout

    run(install, REPOSITORY)
    (program,) = blocks("python")
    (tmp_path / "train.py").write_text(program, encoding="utf-8")
    run(train, tmp_path)
    exported = run(export, tmp_path)
    assert "ONNX and torch agree on 100,000 drawn observations" in exported
    assert "the normalisation of training is part of the artifact" in exported
    contract = "cartpole/contract.yaml"
    check = re.search(r"`(npm run assay -- check [^`]*)`", GUIDE)
    assert check is not None
    assert f"{contract}: a sound contract" in run(check[1].replace("cartpole/", f"{tmp_path}/cartpole/"), REPOSITORY)
    # TIME needs a machine that does nothing else.
    clauses = "ARTIFACT,LOAD,FEAT,VARY,ACT-1,USED,SEEN"
    said = run(
        f"{verify.replace('cartpole/', f'{tmp_path}/cartpole/')} --only {clauses} --out {tmp_path}/out", REPOSITORY
    )
    seen = [line for line in said.splitlines() if line.startswith("PROVEN, ")]
    told = re.search(r"^PROVEN, (\w+): \d+ of \d+ asked", GUIDE, re.MULTILINE)
    assert told is not None
    assert seen[-1].startswith(f"PROVEN, {told[1]}: "), said
