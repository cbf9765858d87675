"""Every refusal: exit code 64, what happened and what to do, no traceback, and nothing written."""

import importlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Refused:
    """Exports, and holds what was said."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, model: Path | str, *options: str, normalised: bool = False) -> str:
        given = [] if normalised else ["--no-normalisation"]
        command: Any = importlib.import_module("assay_exporter.command")
        self.capsys.readouterr()
        out = self.folder / "written" / "out"
        assert command.main([str(model), "--out", str(out), "--observations", "300", *given, *options]) == 64
        said = self.capsys.readouterr().err
        assert "Traceback" not in said
        assert "what to do: " in said
        assert not out.exists()
        assert not out.parent.exists() or list(out.parent.iterdir()) == []
        return said


def changed(source: Path, target: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> Path:
    """The saved model with other attributes or weights."""
    torch: Any = importlib.import_module("torch")
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
