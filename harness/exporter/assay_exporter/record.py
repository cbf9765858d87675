"""The parts of a training record that every policy has."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assay_exporter.artifact import OPSET
from assay_exporter.documents import sha256

LIBRARIES = ("stable-baselines3", "sb3-contrib", "torch", "gymnasium", "numpy", "onnx", "onnxruntime")


def libraries() -> dict[str, str]:
    """Versions of everything that the figures depend on, as far as it is installed."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def artifact_facts(path: Path) -> dict[str, object]:
    """Name, digest and size of an exported network."""
    return {"file": path.name, "sha256": sha256(path), "bytes": path.stat().st_size, "opset": OPSET}
