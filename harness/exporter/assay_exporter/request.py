"""What the command was asked for."""

from dataclasses import dataclass, field
from pathlib import Path

from assay_exporter.tolerance import Tolerance


@dataclass(frozen=True)
class Request:
    """One export."""

    model: Path
    out: Path
    name: str
    algorithm: str | None = None
    activation: str | None = None
    normalisation: Path | None = None
    """None where observations were not normalised in training, which the user has to say."""

    only_rewards_normalised: bool = False
    """Training used VecNormalize, and that left observations as they are."""

    space: Path | None = None
    environment: str | None = None
    module: str | None = None
    outputs: str | None = None
    labels: tuple[str, ...] | None = None
    features: str | None = None
    observations_from: Path | None = None
    trust: bool = False
    observations: int = 100_000
    seed: int = 0
    tolerance: Tolerance = field(default_factory=Tolerance)
