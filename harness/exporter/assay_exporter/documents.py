"""JSON as it is committed: stable order, two spaces, lists of numbers on one line, float32 in its shortest form."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np


def shortest(value: float) -> float:
    """The float whose decimal form is the shortest that reads back as the same float32."""
    return float(str(np.float32(value)))


def rounded(value: float, digits: int = 6) -> float:
    """A figure for the record, to `digits` significant digits."""
    return float(f"{value:.{digits}g}")


def camel_case(document: dict[str, Any]) -> dict[str, Any]:
    """The same with its keys as they are committed: `batch_size` becomes `batchSize`."""
    return {re.sub(r"_(.)", lambda found: found[1].upper(), key): value for key, value in document.items()}


def render(document: Any, indent: str = "") -> str:
    """`document` as JSON text. Whole numbers lose their `.0`; non-finite numbers raise ValueError."""
    deeper = indent + "  "
    if isinstance(document, dict) and document:
        lines = [f"{deeper}{json.dumps(key)}: {render(value, deeper)}" for key, value in document.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(document, list) and any(isinstance(item, dict | list) for item in document):
        return "[\n" + ",\n".join(deeper + render(item, deeper) for item in document) + f"\n{indent}]"
    if isinstance(document, list):
        return "[" + ", ".join(render(item) for item in document) + "]"
    if isinstance(document, float) and document.is_integer() and abs(document) < 2**53:
        return str(int(document))
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def write(path: Path, document: Any) -> None:
    """Write `document` with a final newline."""
    path.write_text(render(document) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """Digest of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
