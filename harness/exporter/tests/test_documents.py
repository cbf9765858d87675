import json
from pathlib import Path

import numpy as np
import pytest

from assay_exporter.documents import render, shortest, write


def test_what_is_rendered_reads_back(tmp_path: Path) -> None:
    document = {"b": [[1.0, 0.5], [2.25, -3.0]], "a": {"empty": [], "none": None, "yes": True, "text": "é"}}
    write(tmp_path / "x.json", document)
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == document


def test_one_row_of_numbers_is_one_line() -> None:
    assert render({"rows": [[1, 2], [3, 4]]}) == '{\n  "rows": [\n    [1, 2],\n    [3, 4]\n  ]\n}'


def test_float32_in_its_shortest_form_reads_back_as_itself() -> None:
    values = np.random.default_rng(0).normal(0, 30, 10_000).astype(np.float32)
    text = json.dumps([shortest(value) for value in values])
    np.testing.assert_array_equal(np.array(json.loads(text), dtype=np.float32), values)
    assert len(text) < 13 * len(values)


def test_what_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        render({"reward": float("nan")})
