import collections
import pickle
from pathlib import Path

import numpy as np
import pytest

from assay_exporter import pickle_scan
from assay_exporter.export_error import ExportError
from assay_exporter.pickle_scan import buffers_of, imports_of, looks_like_pickle, names_ray

FILE = "policy.pt"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_imports_are_found_in_every_protocol(protocol: int) -> None:
    content = pickle.dumps([collections.OrderedDict(a=1), Path("x"), collections.OrderedDict], protocol)
    assert "collections.OrderedDict" in imports_of([content], FILE)
    assert any(name.startswith("pathlib") for name in imports_of([content], FILE))


def test_what_is_no_pickle_imports_nothing() -> None:
    assert imports_of([b""], FILE) == set()
    assert imports_of([b"no pickle at all"], FILE) == set()


def test_a_pickle_that_breaks_off_tells_what_it_could() -> None:
    content = pickle.dumps([collections.OrderedDict(), Path("x")])
    assert imports_of([content[:-5]], FILE) >= {"collections.OrderedDict"}


def test_scanning_runs_nothing(tmp_path: Path) -> None:
    class Malice:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "was-run",)

    assert imports_of([pickle.dumps(Malice())], FILE)
    assert not (tmp_path / "was-run").exists()


def test_the_pickles_of_a_file_are_read_up_to_as_many_opcodes_as_all_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle_scan, "MOST_OPCODES", 1000)
    memoizing = b"\x80\x04N" + b"\x94" * 497 + b"."
    assert imports_of([memoizing, memoizing], FILE) == set()
    with pytest.raises(ExportError, match=r"policy\.pt: its pickles have more than 1,000 opcodes"):
        imports_of([memoizing, memoizing, pickle.dumps(1)], FILE)
    with pytest.raises(ExportError, match="have more than 1,000 opcodes"):
        buffers_of(memoizing.replace(b"\x94", b"\x94" * 3))


def test_names_that_are_as_long_as_no_name_is_are_cut() -> None:
    long = b"X" + (100_000).to_bytes(4, "little") + b"ray." * 25_000
    for content in (b"\x80\x04" + long + long + b"\x93.", b"c" + b"ray." * 25_000 + b"\nName\n."):
        (found,) = imports_of([content], FILE)
        assert len(found) < 1000
        assert names_ray({found})


def test_ray_is_told_from_what_only_begins_like_it() -> None:
    assert names_ray({"ray.rllib.PPO", "raymond.Agent", "torch.ray"}) == ["ray.rllib.PPO"]


@pytest.mark.parametrize("protocol", [4, 5])
def test_the_contents_of_arrays_are_found(protocol: int) -> None:
    content = np.array([0.1, 1 / 3], np.float32)
    assert content.tobytes() in buffers_of(pickle.dumps({"low": content}, protocol))
    assert buffers_of(b"no pickle at all") == set()


def test_a_pickle_is_told_by_its_first_bytes() -> None:
    assert looks_like_pickle(pickle.dumps(1))
    assert not looks_like_pickle(b"PK\x03\x04")
    assert not looks_like_pickle(b"")
