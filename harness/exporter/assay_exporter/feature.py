"""The features of the contract: what each element of the inputs means, and where it may lie."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from assay_exporter.documents import shortest
from assay_exporter.export_error import ExportError
from assay_exporter.json_file import read_json
from assay_exporter.normalisation import OBSERVATION
from assay_exporter.observing import parts
from assay_exporter.tensor_spec import TensorSpec

UNBOUNDED = 1e30
"""Beyond this a bound is none."""

LARGEST = 2**24
"""Up to here float32 holds every whole number."""

Kind = Literal["real", "integer", "categorical", "flag"]
KINDS = ("real", "integer", "categorical", "flag")


@dataclass(frozen=True)
class Feature:
    """One element of an input."""

    name: str
    input: str
    kind: Kind = "real"
    minimum: float | None = None
    maximum: float | None = None
    codes: tuple[int, ...] = ()
    unit: str | None = None

    def document(self, several_inputs: bool) -> dict[str, object]:
        """As it stands in records and contracts."""
        found: dict[str, object] = {"name": self.name}
        if several_inputs:
            found["input"] = self.input
        if self.kind != "real":
            found["kind"] = self.kind
        if self.kind in ("real", "integer"):
            found |= {"minimum": self.minimum, "maximum": self.maximum}
        if self.kind == "categorical":
            found["codes"] = list(self.codes)
        if self.unit is not None:
            found["unit"] = self.unit
        return found


@dataclass(frozen=True)
class Features:
    """Those of one input [batch, ...]: one an element, or one an element of the last axis, the same on every step."""

    spec: TensorSpec
    each: tuple[Feature, ...]

    @property
    def elements(self) -> list[Feature]:
        """One per element of a row, row-major."""
        size = int(np.prod(self.spec.shape))
        return list(self.each) * (size // len(self.each))


def bounded(value: float, kind: Kind) -> float | None:
    """The bound as a number, None where it is none: some environments write the largest number in place of infinity."""
    limit = LARGEST if kind == "integer" else UNBOUNDED
    return shortest(value) if np.isfinite(value) and abs(float(value)) <= limit else None


def nameable(name: str) -> bool:
    """Whether it can stand as a name in a line of text."""
    return bool(name.strip()) and name.isprintable()


def of_space(spec: TensorSpec, space: spaces.Space[Any]) -> list[Feature]:
    """One feature per element, with the ranges that the space states."""
    stem = "feature" if spec.name == OBSERVATION else spec.name
    names = [f"{stem}_{index}" for index in range(int(np.prod(spec.shape)))]
    if isinstance(space, spaces.Box):
        kind: Kind = "integer" if np.issubdtype(space.dtype, np.integer) else "real"
        ends = zip(names, space.low.reshape(-1), space.high.reshape(-1), strict=True)
        return [Feature(name, spec.name, kind, bounded(low, kind), bounded(high, kind)) for name, low, high in ends]
    if isinstance(space, spaces.MultiBinary):
        return [Feature(name, spec.name, "flag") for name in names]
    counts = [space.n] if isinstance(space, spaces.Discrete) else list(getattr(space, "nvec", ()))
    own = [spec.name] if len(counts) == 1 and spec.name != OBSERVATION else names
    codes = [tuple(range(int(count))) for count in counts]
    return [Feature(name, spec.name, "categorical", codes=one) for name, one in zip(own, codes, strict=True)]


def once_per_step(spec: TensorSpec, features: list[Feature]) -> list[Feature]:
    """Only those of the last axis, where every earlier step has the same ranges."""
    if len(spec.shape) < 2:
        return features
    width = spec.shape[-1]
    first = features[:width]
    ranges = [(one.kind, one.minimum, one.maximum, one.codes) for one in first]
    same = all((one.kind, one.minimum, one.maximum, one.codes) == ranges[i % width] for i, one in enumerate(features))
    return first if same else features


def observed(spec: TensorSpec, features: list[Feature], rows: NDArray[Any]) -> list[Feature]:
    """The same with the ranges that were observed, for real and integer ones."""
    columns = rows.reshape(-1, len(features))
    found = []
    for index, feature in enumerate(features):
        column = columns[:, index]
        if feature.kind in ("real", "integer"):
            feature = replace(feature, minimum=shortest(column.min()), maximum=shortest(column.max()))
        found.append(feature)
    return found


def described(spec: TensorSpec, features: list[Feature], given: Sequence[Mapping[str, Any]]) -> list[Feature]:
    """The same with what the user said of them, one entry a feature. Raises ExportError."""
    if len(given) != len(features):
        steps = f" (or {spec.shape[-1]}, for each step)" if len(spec.shape) > 1 else ""
        raise ExportError(
            f"--features describes {len(given)} features of {spec.name}, which has {len(features)}{steps}",
            "describe every element of the inputs, in their order; with several inputs, say which: input: NAME",
        )
    known = {"name", "input", "kind", "minimum", "maximum", "codes", "unit"}
    found = []
    for feature, entry in zip(features, given, strict=True):
        unknown = set(entry) - known
        if unknown:
            raise ExportError(
                f"--features: {entry.get('name', feature.name)} has unknown keys {', '.join(sorted(unknown))}",
                f"the keys are {', '.join(sorted(known))}",
            )
        found.append(changed(feature, entry))
    return found


def changed(feature: Feature, entry: Mapping[str, Any]) -> Feature:
    """The same as the entry of a file says. Raises ExportError for values of the wrong type."""
    numbers = [entry[key] for key in ("minimum", "maximum") if key in entry]
    codes = entry.get("codes", feature.codes)
    kind = entry.get("kind", "categorical" if "codes" in entry else feature.kind)
    sound = (
        all(type(one) in (int, float) and abs(one) <= UNBOUNDED for one in numbers)
        and isinstance(codes, list | tuple)
        and all(type(one) is int and abs(one) <= LARGEST for one in codes)
        and kind in KINDS
        and isinstance(entry.get("unit", ""), str)
    )
    if not sound:
        raise ExportError(
            f"--features: {entry['name']} has a value of the wrong type",
            f"minimum and maximum are numbers up to {UNBOUNDED:g}, codes a list of whole numbers up to {LARGEST}, "
            f"kind one of {', '.join(KINDS)}, unit text",
        )
    return replace(
        feature,
        name=entry["name"],
        kind=kind,
        minimum=entry.get("minimum", feature.minimum),
        maximum=entry.get("maximum", feature.maximum),
        codes=tuple(codes),
        unit=entry.get("unit", feature.unit),
    )


def read_descriptions(given: str) -> list[dict[str, Any]]:
    """`--features`: a JSON file of objects or names, or names with commas between them. Raises ExportError."""
    path = Path(given)
    if not (given.endswith(".json") or os.path.isfile(path)):
        return [{"name": name.strip()} for name in given.split(",")]
    document = read_json(path, "write a list of names or of {name, minimum, …}")
    entries = [{"name": one} if isinstance(one, str) else one for one in document] if isinstance(document, list) else []
    if not entries or not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in entries):
        raise ExportError(f"{given} is no list of features", 'write [{"name": …, "minimum": …, "maximum": …}, …]')
    return entries


def features_of(
    specs: Sequence[TensorSpec],
    space: spaces.Space[Any],
    descriptions: Sequence[Mapping[str, Any]] | None,
    rows: Mapping[str, NDArray[Any]] | None,
) -> list[Features]:
    """Of every input of the observation. What the user says goes before what was observed, that before the space.

    :raises ExportError: where a feature has no range, or one that holds nothing
    """
    found = []
    first = specs[0].name
    for spec, part in zip(specs, parts(space).values(), strict=True):
        features = of_space(spec, part)
        if rows is not None and spec.name in rows:
            features = observed(spec, features, rows[spec.name])
        own = [one for one in descriptions or [] if one.get("input", first) == spec.name]
        if own:
            per_step = len(spec.shape) > 1 and len(own) == spec.shape[-1]
            before = joint(features, spec.shape[-1]) if per_step else features
            features = described(spec, before, own)
            refuse_unknown_codes(spec, before, features)
        else:
            features = once_per_step(spec, features)
        found.append(Features(spec, tuple(checked(feature) for feature in features)))
    unknown = {str(one["input"]) for one in descriptions or [] if "input" in one} - {spec.name for spec in specs}
    if unknown:
        raise ExportError(
            f"--features names unknown inputs: {', '.join(sorted(unknown))}", "use the names of the inputs"
        )
    names = [one.name for group in found for one in group.each]
    unnamed = [name for name in names if not nameable(name)]
    if unnamed:
        raise ExportError(f"a feature is named {unnamed[0]!r}", "give each a name of one line with --features")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExportError(f"features have the same name: {', '.join(twice)}", "give each its own with --features")
    return found


def refuse_unknown_codes(spec: TensorSpec, taken: Sequence[Feature], features: Sequence[Feature]) -> None:
    """Raises ExportError for a feature with values that an input of codes does not take.

    :param taken: the same features, with the codes of the space
    """
    if spec.dtype != "int64":
        return
    for one, feature in zip(taken, features, strict=True):
        lowest, highest = (feature.minimum, feature.maximum) if feature.kind == "integer" else (0, 1)
        values = set(feature.codes) if feature.kind == "categorical" else {lowest, highest}
        known = set(one.codes)
        if feature.kind == "real" or not values <= known:
            raise ExportError(
                f"--features: {feature.name} has values that {spec.name} does not take: its codes are "
                f"0 to {max(known)}",
                "leave kind and codes out, or give some of those codes",
            )


def joint(features: list[Feature], width: int) -> list[Feature]:
    """One feature per element of the last axis, whose range holds those of every step."""
    found = []
    for index, first in enumerate(features[:width]):
        steps = features[index::width]
        lows, highs = [one.minimum for one in steps], [one.maximum for one in steps]
        low = None if None in lows else min(one for one in lows if one is not None)
        high = None if None in highs else max(one for one in highs if one is not None)
        found.append(replace(first, minimum=low, maximum=high))
    return found


def checked(feature: Feature) -> Feature:
    """The same. Raises ExportError where no two values lie within its range."""
    remedy = "state its range: --features features.json, or --observations-from observations.npy with what training saw"
    if feature.kind in ("flag", "categorical"):
        if feature.kind == "categorical" and len(set(feature.codes)) < 2:
            raise ExportError(f"the feature {feature.name} has {len(set(feature.codes))} codes; it takes two", remedy)
        return feature
    low, high = feature.minimum, feature.maximum
    if low is None or high is None:
        raise ExportError(f"the feature {feature.name} of {feature.input} has no finite range", remedy)
    if not np.float32(low) < np.float32(high) or not np.isfinite([low, high]).all():
        raise ExportError(f"the range of {feature.name} holds no two values: {low:g} to {high:g}", remedy)
    if feature.kind == "integer" and max(abs(low), abs(high)) > LARGEST:
        raise ExportError(
            f"the range of {feature.name} is beyond {LARGEST}, from where on float32 skips numbers", remedy
        )
    if feature.kind == "integer" and not np.ceil(low) < np.floor(high):
        raise ExportError(f"no two whole numbers lie within the range of {feature.name}: {low:g} to {high:g}", remedy)
    return feature
