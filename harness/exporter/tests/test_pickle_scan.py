import collections
import io
import pickle
import zipfile
from pathlib import Path

import pytest

from assay_exporter.pickle_scan import imports_of, looks_like_pickle, names_ray, pickles_in


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_imports_are_found_in_every_protocol(protocol: int) -> None:
    content = pickle.dumps([collections.OrderedDict(a=1), Path("x"), collections.OrderedDict], protocol)
    assert "collections.OrderedDict" in imports_of(content)
    assert any(name.startswith("pathlib") for name in imports_of(content))


def test_what_is_no_pickle_imports_nothing() -> None:
    assert imports_of(b"") == set()
    assert imports_of(b"no pickle at all") == set()


def test_a_pickle_that_breaks_off_tells_what_it_could() -> None:
    content = pickle.dumps([collections.OrderedDict(), Path("x")])
    assert imports_of(content[:-5]) >= {"collections.OrderedDict"}


def test_scanning_runs_nothing(tmp_path: Path) -> None:
    class Malice:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "was-run",)

    assert imports_of(pickle.dumps(Malice()))
    assert not (tmp_path / "was-run").exists()


def test_ray_is_told_from_what_only_begins_like_it() -> None:
    assert names_ray({"ray.rllib.PPO", "raymond.Agent", "torch.ray"}) == ["ray.rllib.PPO"]


def test_pickles_within_a_zip_are_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/data.pkl", pickle.dumps(collections.OrderedDict()))
        archive.writestr("notes.txt", "text")
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())
    assert imports_of(pickles_in(tmp_path / "x.zip")) == {"collections.OrderedDict"}


def test_a_pickle_is_told_by_its_first_bytes() -> None:
    assert looks_like_pickle(pickle.dumps(1))
    assert not looks_like_pickle(b"PK\x03\x04")
    assert not looks_like_pickle(b"")
