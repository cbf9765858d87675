"""Reading zip files that come from elsewhere: bounded in size, whole, and with no names that lead out of a folder."""

import io
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import torch

from assay_exporter.export_error import ExportError
from assay_exporter.json_file import parsed
from assay_exporter.pickle_scan import LARGEST as LARGEST_PICKLE
from assay_exporter.pickle_scan import imports_of, names_ray

LARGEST = 1024**3
"""Bytes that all members of an archive may unpack to."""

MOST_MEMBERS = 10_000

LARGEST_DATA = 16 * 1024**2
"""Bytes of the attributes of a model, which are JSON: parsed, they are many times as large."""


def opened(source: Path | io.BytesIO, name: str) -> zipfile.ZipFile:
    """The archive, once its list of members is found to be harmless. Raises ExportError."""
    try:
        archive = zipfile.ZipFile(source)
    except Exception as error:  # broken lists of members raise whatever they lead zipfile to
        raise ExportError(
            f"{name} is no whole zip file: {error}",
            "save the model again; a file that was cut off while copying ends like this",
        ) from error
    members = archive.infolist()
    # A model holds archives itself: cut off behind one of them, the file would be taken for that.
    if min((one.header_offset for one in members), default=0) > 0:
        raise ExportError(
            f"{name} is no whole zip file: its list of members does not begin where the file does",
            "save the model again; a file that was cut off while copying ends like this",
        )
    leading_out = [one.filename for one in members if leads_out(one.filename)]
    if leading_out:
        raise ExportError(
            f"{name} has a member named {leading_out[0]!r}, which leads out of its folder",
            "no model is saved like this: find out where the file comes from",
        )
    size = sum(one.file_size for one in members)
    if size > LARGEST or len(members) > MOST_MEMBERS:
        raise ExportError(
            f"{name} would unpack to {size:,} bytes in {len(members):,} files; the limits are {LARGEST:,} bytes and "
            f"{MOST_MEMBERS:,} files",
            "a policy is far smaller: save it without its replay buffer, or find out where the file comes from",
        )
    return archive


def leads_out(name: str) -> bool:
    """Whether a member's name is absolute, or climbs."""
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return posix.is_absolute() or bool(windows.anchor) or ".." in posix.parts or ".." in windows.parts


def member(archive: zipfile.ZipFile, name: str, source: Path | str) -> bytes:
    """The bytes of one member. Raises ExportError where it is missing or damaged."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise ExportError(
            f"{source} has no {name}: it is no model that stable-baselines3 saved",
            "give the file that model.save() wrote",
        ) from error
    except Exception as error:  # broken bytes raise whatever the decompressor likes
        raise ExportError(f"{source}: {name} is damaged: {error}", "save or copy the model again") from error


def imports_in(archive: zipfile.ZipFile, source: Path | str) -> set[str]:
    """What the pickles among the members would import. Raises ExportError for damage, and too many opcodes."""
    pickles = [one for one in archive.infolist() if one.filename.endswith(".pkl") and one.file_size <= LARGEST_PICKLE]
    return imports_of((member(archive, one.filename, source) for one in pickles), str(source))


def plain_data(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The model's attributes as they stand in JSON. Nothing serialised in it is touched."""
    size = archive.getinfo("data").file_size if "data" in archive.namelist() else 0
    if size > LARGEST_DATA:
        raise ExportError(
            f"{source}: its member data has {size:,} bytes; the limit is {LARGEST_DATA:,}",
            "save it without its last observations: model._last_obs = model._last_original_obs = None; or find out "
            "where the file comes from",
        )
    data = parsed(member(archive, "data", source), f"{source}: its member data", "save or copy the model again")
    if not isinstance(data, dict):
        raise ExportError(f"{source}: its member data is no JSON object", "give the file that model.save() wrote")
    return data


def state_dict(weights: bytes, name: str) -> dict[str, torch.Tensor]:
    """Tensors by name, loaded as weights only: no class and no function is imported. Raises ExportError."""
    buffer = io.BytesIO(weights)
    if zipfile.is_zipfile(buffer):
        with opened(buffer, name) as inner:
            found = imports_in(inner, name)
    else:
        found = imports_of([weights], name)
    if names_ray(found):
        raise ray_error(name, names_ray(found))
    try:
        buffer.seek(0)
        loaded = torch.load(buffer, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever a broken file leads it to
        beyond = sorted(one for one in found if one.split(".")[0] not in ("torch", "collections", "_codecs"))
        raise ExportError(
            f"{name} cannot be loaded as weights only"
            + (f": it wants to import {', '.join(beyond[:3])}" if beyond else f": {what_torch_said(error)}"),
            "save a state dict: torch.save(module.state_dict(), ...)",
        ) from error
    if not isinstance(loaded, dict) or not all(isinstance(one, torch.Tensor) for one in loaded.values()):
        raise ExportError(f"{name} holds no state dict", "save one: torch.save(module.state_dict(), ...)")
    unusual = [key for key, one in loaded.items() if is_unusual(one)]
    if unusual:
        raise ExportError(
            f"{name}: {unusual[0]} is sparse, quantised, complex or without values",
            "save the weights as dense tensors of real numbers",
        )
    elements = sum(one.numel() for one in loaded.values())
    if elements * 4 > LARGEST:
        raise ExportError(f"{name} has {elements:,} weights; the limit is {LARGEST // 4:,}", "export a smaller policy")
    return refuse_not_finite({str(key): one for key, one in loaded.items()}, name)


def what_torch_said(error: Exception) -> str:
    """In one line, without its advice to unpickle the file."""
    return "it holds more than tensors" if "weights_only" in str(error) else first_line(error)


def is_unusual(tensor: torch.Tensor) -> bool:
    """Whether a tensor is anything but real numbers, one after the other."""
    plain = tensor.layout == torch.strided and tensor.device.type == "cpu"
    return not plain or tensor.is_quantized or tensor.is_complex()


def refuse_not_finite(weights: dict[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    """The same weights. Raises ExportError naming those that are NaN or infinite."""
    bad = [key for key, one in weights.items() if one.is_floating_point() and not bool(torch.isfinite(one).all())]
    if bad:
        raise ExportError(
            f"{name}: weights are NaN or infinite: {', '.join(bad[:5])}{' …' if len(bad) > 5 else ''}",
            "the training diverged: export an earlier checkpoint, and look at the learning rate",
        )
    return weights


def ray_error(name: str, found: list[str]) -> ExportError:
    """What to say of a file that only a Python with Ray could load."""
    return ExportError(
        f"{name} holds ray objects ({', '.join(found[:3])}): no server without Ray can load it, and neither can this",
        "where it was trained, trace the RLlib module and save it as TorchScript: README.md of the exporter shows how",
    )


def first_line(error: BaseException) -> str:
    """Of its message, or else its kind."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
