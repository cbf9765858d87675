"""One export, in the order in which it happens:

1. read the model, without running anything of it unless it is trusted
2. find out what its features mean and where they lie
3. draw observations, and compare the network with what stable-baselines3 predicts
4. write the artifact into a folder of its own, and compare it with the network
5. write golden vectors, record and draft contract beside it, and give the folder its name
"""

import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gymnasium import spaces
from numpy.typing import NDArray

from assay_exporter import contract, documents
from assay_exporter.artifact import write_artifact
from assay_exporter.comparison import compare, refuse_unsteady
from assay_exporter.deciding import actions_of
from assay_exporter.documents import sha256, shortest
from assay_exporter.drawing import draw, within
from assay_exporter.export_error import ExportError
from assay_exporter.feature import Features, features_of, nameable, read_descriptions
from assay_exporter.golden import choose_rows, golden_vectors
from assay_exporter.network import answers
from assay_exporter.observing import Observing
from assay_exporter.prediction import compare_with_prediction
from assay_exporter.reading import read_source
from assay_exporter.record import artifact_facts, libraries
from assay_exporter.request import Request
from assay_exporter.source import Source
from assay_exporter.tensor_spec import TensorSpec
from assay_exporter.tolerance import Tolerance

GOLDEN_ROWS = 256
MASK = "action_mask"

LARGEST_SHARE = 0.01
"""Of the width of an action that a tolerance may be."""

Rows = dict[str, NDArray[Any]]


def export(request: Request, say: Callable[[str], None]) -> None:
    """Do it. Raises ExportError, and then nothing is written.

    :param say: takes what the user should know, line by line
    """
    refuse_existing(request.out)
    # Networks of policies are small: more threads only wait for each other.
    torch.set_num_threads(1)
    # Its fused attention has no form in ONNX; the plain one does the same.
    torch.backends.mha.set_fastpath_enabled(False)
    source = read_source(request)
    network = source.network
    say(f"{source.facts['algorithm']}: {', '.join(spec.name for spec in network.inputs)} to {network.outputs[0].name}")

    specs = Observing(source.observation_space, None).specs
    mask = next((spec for spec in network.inputs if spec.name == MASK and spec not in specs), None)
    taken = tuple(spec for spec in network.inputs if spec is not mask)
    if len({spec.name for spec in network.inputs}) < len(network.inputs):
        raise ExportError(
            f"the observation has a part named {MASK}, and so is the input called that takes the mask",
            "train with another name for it: MaskablePPO takes its mask beside the observation",
        )
    if specs != taken:
        raise ExportError(
            f"the stated observation has {shapes(specs)}, the network takes {shapes(taken)}", "state the right space"
        )
    seen = request.observations_from and read_observations(request.observations_from, taken)
    descriptions = read_descriptions(request.features) if request.features else None
    features = features_of(taken, source.observation_space, descriptions, seen or None)
    if descriptions is None:
        say("features have no names yet: name them in contract.yaml, or give --features")
    actions = actions_document(source.action_space, network.outputs[0], request.labels)
    refuse_tolerance_beyond(source.action_space, request.tolerance)

    random = np.random.default_rng(request.seed)
    drawn = draw(random, request.observations, features, mask)
    refuse_unsteady(network, drawn, request.tolerance)
    record: dict[str, Any] = {"policy": request.name, **source.facts}
    if source.predictor is not None:
        record["predictCheck"] = compare_with_prediction(
            network, source.predictor, drawn, source.normalisation, request.tolerance
        )

    folder = folder_beside(request.out)
    try:
        artifact = folder / "policy.onnx"
        write_artifact(network, artifact)
        record["exportCheck"] = compare(network, artifact, drawn, request.tolerance)
        digest = sha256(artifact)
        rows = golden_rows(source, features, drawn, None if mask else seen or None, random)
        framework = f"torch {torch.__version__}"
        documents.write(folder / "golden.json", golden_vectors(framework, digest, rows, answers(network, rows)))
        counts = action_counts(source, drawn, actions)
        notes = notes_of(source, counts)
        text = contract.draft(
            request.name,
            digest,
            network.inputs,
            network.outputs[0],
            mask.name if mask else None,
            features,
            actions,
            request.tolerance,
            notes,
        )
        (folder / "contract.yaml").write_text(text, encoding="utf-8")
        document = record_document(record, source, features, actions, counts, folder, request)
        documents.write(folder / "record.json", document)
        give_name(folder, request.out)
    except OSError as error:
        raise unwritable(request.out, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    check = record["exportCheck"]
    say(
        f"ONNX and torch agree on {check['observations']:,} drawn observations: largest difference "
        f"{check['largestInUnitsOfTolerance']:.3g} of the tolerance"
    )
    for note in notes:
        say(note)
    say(f"{request.out}: policy.onnx, golden.json, record.json, contract.yaml")


def refuse_existing(out: Path) -> None:
    """Raises ExportError where something is in the way."""
    if os.path.lexists(out) and (out.is_symlink() or not os.path.isdir(out) or os.listdir(out)):
        raise ExportError(f"{out} is there already", "remove it, or name another folder with --out")
    if os.path.isdir(out) and (os.path.ismount(out) or os.path.samefile(out, os.curdir)):
        raise ExportError(f"{out} is in use: a folder takes its place as a whole", "name a folder below it with --out")


def unwritable(out: Path, error: OSError) -> ExportError:
    """What to say where the system does not let a folder be written."""
    return ExportError(f"{out} cannot be written: {error.strerror}", "name another folder with --out")


def folder_beside(out: Path) -> Path:
    """A folder in the nearest folder above `out` that is there: until it gets its name, nothing else is made."""
    above = next(one for one in out.absolute().parents if os.path.lexists(one))
    try:
        return Path(tempfile.mkdtemp(prefix=".assay-export.", dir=above))
    except OSError as error:
        raise unwritable(out, error) from error


def give_name(folder: Path, out: Path) -> None:
    """The folder as a whole gets its name: there is no moment at which it is half there."""
    umask = os.umask(0)
    os.umask(umask)
    folder.chmod(0o777 & ~umask)
    missing = [one for one in out.absolute().parents if not os.path.lexists(one)]
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.rename(out)
    except OSError:
        for one in missing:
            one.rmdir()
        raise


def shapes(specs: Sequence[TensorSpec]) -> str:
    """For people: `observation float32 [batch, 4]`."""
    return ", ".join(f"{spec.name} {spec.dtype} [{', '.join(('batch', *map(str, spec.shape)))}]" for spec in specs)


def read_observations(path: Path, specs: Sequence[TensorSpec]) -> Rows:
    """Observed rows: .npy for one input, .npz by name for several. Raises ExportError."""
    try:
        loaded = np.load(path, allow_pickle=False)
        rows = {specs[0].name: loaded} if isinstance(loaded, np.ndarray) else dict(loaded)
    except Exception as error:  # broken files raise whatever they lead numpy to
        raise ExportError(f"{path} cannot be read as arrays: {error}", "write it with numpy.save or savez") from error
    for spec in specs:
        if spec.name not in rows:
            raise ExportError(f"{path} has no array {spec.name}", "write it with numpy.savez, an array for each input")
        array = rows[spec.name]
        values = int(np.prod(spec.shape))
        flat = array.ndim == 1 and values == 1
        if array.size == 0 or not (flat or array.shape[1:] == spec.shape):
            raise ExportError(
                f"{path}: {spec.name} is {list(array.shape)}, not {shapes([spec])}", "write one row per observation"
            )
        if array.dtype.kind not in "biuf":
            raise ExportError(f"{path}: {spec.name} holds {array.dtype}, no numbers", "write numbers")
        with np.errstate(over="ignore", invalid="ignore"):
            rows[spec.name] = array.reshape(-1, *spec.shape).astype(spec.dtype)
        if not np.isfinite(array).all() or not np.isfinite(rows[spec.name]).all():
            raise ExportError(f"{path}: {spec.name} has values that are not finite", "leave those rows out")
    return {spec.name: rows[spec.name] for spec in specs}


def actions_document(space: spaces.Space[Any], output: TensorSpec, labels: tuple[str, ...] | None) -> dict[str, Any]:
    """The `actions` of the contract. Raises ExportError where output, space and labels do not fit together."""
    if output.dtype != "float32":
        raise ExportError(
            f"the output {output.name}, which decides, is {output.dtype}",
            "answer float32 first: scores of the actions, or the values of the box",
        )
    if isinstance(space, spaces.Box):
        bounds = [[shortest(value) for value in end.reshape(-1)] for end in (space.low, space.high)]
        if not np.isfinite(bounds).all():
            raise ExportError(f"the box of actions is unbounded: {space}", "state its bounds with --space")
        if not (space.low < space.high).all():
            raise ExportError(
                f"the box of actions is empty in a dimension: {space}",
                "leave out what cannot be decided, and train again",
            )
        found: dict[str, Any] = {"box": {"low": bounds[0], "high": bounds[1]}}
        count = len(bounds[0])
        wanted: tuple[int, ...] = (count,)
    else:
        count = actions_of(space)
        found = {"discrete": count}
        wanted = (count,)
        if count < 2:
            raise ExportError(f"the actions are {space}: there is nothing to decide", "give the space of the actions")
        if output.shape == (count, 1):
            raise ExportError(
                f"the output {output.name} gives one quantile of each action, which is a score",
                f"answer [batch, {count}]; or train with more quantiles",
            )
        if len(output.shape) == 2:
            found["quantiles"] = output.shape[1]
            wanted = (count, output.shape[1])
        labels = labels or tuple(f"ACTION_{index}" for index in range(count))
    if output.shape != wanted:
        raise ExportError(
            f"the output {output.name} gives {list(output.shape)} a row, the actions are {space}",
            "the first output must give a score, or quantiles, per action, or the values of the box: see --outputs",
        )
    if labels is not None:
        if len(labels) != count or len(set(labels)) != count:
            raise ExportError(f"--labels has {len(set(labels))} different names for {count} actions", "name each once")
        if not all(nameable(label) for label in labels):
            raise ExportError(f"--labels has an empty name, or one of more than one line: {labels}", "name each action")
        found["labels"] = list(labels)
    return found


def refuse_tolerance_beyond(space: spaces.Space[Any], tolerance: Tolerance) -> None:
    """Raises ExportError where a tolerance is so large beside the box of actions that no comparison says anything."""
    if not isinstance(space, spaces.Box):
        return
    width = float((space.high.astype(np.float64) - space.low).min())
    if tolerance.absolute > width * LARGEST_SHARE:
        raise ExportError(
            f"the tolerance of {tolerance.absolute:g} is more than a hundredth of the width {width:g} of the actions",
            f"give --tolerance-absolute {width * LARGEST_SHARE / 100:.0e}, or train on actions of larger units",
        )


def chosen(source: Source, rows: Rows) -> NDArray[np.int64] | None:
    """The action on each row; None where actions are continuous."""
    if isinstance(source.action_space, spaces.Box):
        return None
    scores = answers(source.network, rows)[source.network.outputs[0].name]
    found: NDArray[np.int64] = (scores.mean(axis=2) if scores.ndim == 3 else scores).argmax(axis=1)
    return found


def golden_rows(
    source: Source, features: Sequence[Features], drawn: Rows, seen: Rows | None, random: np.random.Generator
) -> Rows:
    """256 rows, every action among them that occurs; half of them observed, where there are such."""
    half: Rows = {}
    if seen is not None:
        keep = np.flatnonzero(within(seen, features))
        picked = random.permutation(keep)[: GOLDEN_ROWS // 2]
        half = {name: array[picked] for name, array in seen.items()} if len(picked) else {}
    count = min(GOLDEN_ROWS, len(next(iter(drawn.values())))) - (len(next(iter(half.values()))) if half else 0)
    actions = chosen(source, drawn)
    index = np.arange(count) if actions is None else choose_rows(actions, count, 3, random)
    return {name: np.concatenate([half[name], array[index]]) if half else array[index] for name, array in drawn.items()}


def action_counts(source: Source, drawn: Rows, actions: Mapping[str, Any]) -> dict[str, int] | None:
    """How often each action is chosen over the drawn observations; None where actions are continuous."""
    found = chosen(source, drawn)
    if found is None:
        return None
    counts = np.bincount(found, minlength=actions["discrete"])
    return {label: int(count) for label, count in zip(actions["labels"], counts, strict=True)}


def notes_of(source: Source, counts: Mapping[str, int] | None) -> list[str]:
    """What whoever reads the contract should know."""
    notes = []
    if source.normalisation is not None:
        names = [spec.name for spec in source.network.inputs]
        raw = [name for name in names if name not in source.normalisation.statistics]
        whose = ", ".join(name for name in names if name not in raw) if raw else "training"
        rest = f"; {', '.join(raw)}: taken as stated, without any" if raw else ""
        notes.append(f"Observations are raw: the normalisation of {whose} is part of the artifact{rest}.")
    never = [label for label, count in (counts or {}).items() if count == 0]
    if never:
        notes.append(
            f"No drawn observation led to {', '.join(never)}. If a search finds none either, list them as "
            "actions.unreachable."
        )
    return notes


def record_document(
    record: Mapping[str, Any],
    source: Source,
    features: Sequence[Features],
    actions: Mapping[str, Any],
    counts: Mapping[str, int] | None,
    folder: Path,
    request: Request,
) -> dict[str, Any]:
    """The record of this export. What the policy is worth, only its training can say."""
    network = source.network
    checks = {key: record[key] for key in ("predictCheck", "exportCheck") if key in record}
    return {
        "policy": request.name,
        "artifact": artifact_facts(folder / "policy.onnx"),
        **source.facts,
        "normalisation": None if source.normalisation is None else source.normalisation.document(),
        "libraries": libraries(),
        "platform": f"{platform.system()} {platform.machine()} {torch.backends.cpu.get_cpu_capability()}",
        "inputs": [spec.document() for spec in network.inputs],
        "outputs": [spec.document() for spec in network.outputs],
        "actions": actions.get("box") or actions["labels"],
        **({} if counts is None else {"drawnActionCounts": dict(counts)}),
        "drawSeed": request.seed,
        **checks,
        "features": [{"input": one.input, **one.document(False)} for group in features for one in group.each],
        "goldenSha256": sha256(folder / "golden.json"),
    }
