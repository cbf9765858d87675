"""What is exported: a network, what it takes and decides, and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gymnasium import spaces

from assay_exporter.documents import sha256
from assay_exporter.network import Network
from assay_exporter.normalisation import Normalisation

Space = spaces.Space[Any]


@dataclass(frozen=True)
class Source:
    """What is exported."""

    network: Network
    observation_space: Space
    action_space: Space
    normalisation: Normalisation | None
    predictor: Any
    """The object whose predict() the network is compared with; None where there is none."""

    facts: Mapping[str, object]
    """Of the record: where the network comes from."""


def origin(path: Path, form: str) -> dict[str, object]:
    """The file that was exported."""
    return {"file": path.name, "sha256": sha256(path), "form": form}
