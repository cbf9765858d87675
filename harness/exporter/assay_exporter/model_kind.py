"""Which kind of file a model was saved to, told without loading it."""

import os
from pathlib import Path

from assay_exporter import archive
from assay_exporter.export_error import ExportError
from assay_exporter.pickle_scan import LARGEST, imports_of, looks_like_pickle, names_ray

RLLIB = {"rllib_checkpoint.json", "class_and_ctor_args.pkl"}
"""Of these, each checkpoint of RLlib, and each part of one, has one in its folder."""

WEIGHTS = ("torch", "collections", "numpy", "_codecs")
"""Packages that the pickle of a state dict names."""

RLLIB_FOLDER = RLLIB | {"algorithm_state.pkl", "policies", "learner_group", "rl_module"}


def holds_more_than_weights(imports: set[str]) -> bool:
    """Whether a pickle makes layers, or other objects, as that of a whole module does."""
    return any(name.startswith("torch.nn.modules.") or name.split(".")[0] not in WEIGHTS for name in imports)


def kind_of(path: Path) -> str:
    """stable-baselines3, TorchScript, state dict or whole module, told without loading it.

    :raises ExportError: for anything else
    """
    if os.path.isdir(path):
        names = set(os.listdir(path))
        if names & RLLIB_FOLDER:
            raise archive.ray_error(str(path), ["a checkpoint of RLlib"])
        raise ExportError(f"{path} is a folder", "name the file that the model was saved to")
    if not os.path.isfile(path):
        raise ExportError(f"there is no file {path}", "name the file that the model was saved to")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}", "make it readable") from error
    beginning = content[:16]
    if beginning[:2] == b"PK":
        with archive.opened(path, str(path)) as opened:
            names = set(opened.namelist())
            found = set() if "policy.pth" in names else archive.imports_in(opened, path)
        if "policy.pth" in names:
            return "stable-baselines3"
        last = {name.rpartition("/")[2] for name in names}
        if "constants.pkl" in last and any("/code/" in name for name in names):
            return "TorchScript"
        if names_ray(found):
            raise archive.ray_error(str(path), names_ray(found))
        if "data.pkl" in last:
            return "whole module" if holds_more_than_weights(found) else "state dict"
        raise ExportError(
            f"{path} is a zip, but holds no model: {', '.join(sorted(names)[:4]) or 'nothing'}",
            "give the file that model.save() wrote, not a folder packed by hand",
        )
    if not looks_like_pickle(beginning):
        what = "empty" if not beginning else f"no zip: it begins with {beginning[:8]!r}"
        raise ExportError(
            f"{path} is {what}", "give the .zip that model.save() of stable-baselines3 wrote, or a .pt file"
        )
    found = imports_of([content], str(path))
    if names_ray(found):
        raise archive.ray_error(str(path), names_ray(found))
    if found <= {"collections.OrderedDict"} | {name for name in found if name.startswith("torch.")}:
        return "state dict"
    if any((path.parent / name).exists() for name in RLLIB):
        raise archive.ray_error(str(path), ["a part of a checkpoint of RLlib"])
    newer = f" of protocol {beginning[1]}, newer than this Python's," if beginning[1] > 5 else ""
    raise ExportError(
        f"{path} is a pickle{newer} that would import {', '.join(sorted(found)[:3])}: loading it would run code",
        "where it was made, save the model itself: model.save('model.zip'), or torch.save(module.state_dict(), …)",
    )
