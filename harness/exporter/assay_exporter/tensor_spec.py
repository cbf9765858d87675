"""One input or output of a network."""

from dataclasses import dataclass
from typing import Literal

DataType = Literal["float32", "int64", "bool"]


@dataclass(frozen=True)
class TensorSpec:
    """A named tensor [batch, *shape]."""

    name: str
    shape: tuple[int, ...]
    dtype: DataType = "float32"

    def document(self) -> dict[str, object]:
        """As it stands in records and contracts."""
        return {"name": self.name, "shape": ["batch", *self.shape], "dtype": self.dtype}
