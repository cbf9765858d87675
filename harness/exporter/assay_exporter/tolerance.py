"""How far apart two correct runtimes may be."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Tolerance:
    """An answer agrees with the expected one where it is within absolute + relative * |expected|."""

    relative: float = 1e-4
    absolute: float = 1e-4

    def units(self, seen: NDArray[Any], expected: NDArray[Any]) -> NDArray[np.float64]:
        """Differences, where 1 is as far as tolerance goes. Infinite where either is NaN or infinite."""
        wide = expected.astype(np.float64)
        with np.errstate(invalid="ignore"):
            found = np.abs(seen.astype(np.float64) - wide) / (self.absolute + self.relative * np.abs(wide))
        return np.where(np.isfinite(found), found, np.inf)
