"""The draft of the contract: everything that the export knows, as YAML for people to go on with."""

import json
import re
from collections.abc import Sequence
from typing import Any

from assay_exporter.documents import render
from assay_exporter.feature import Features
from assay_exporter.tensor_spec import TensorSpec
from assay_exporter.tolerance import Tolerance

ASKS = (
    *("ARTIFACT", "LOAD-1", "LOAD-2", "LOAD-3", "LOAD-4", "FEAT-1", "FEAT-2", "FEAT-3", "FEAT-4", "VARY", "ACT-1"),
    *("USED", "SEEN", "TIME-1", "TIME-2", "TIME-4"),
)
"""What a lone model server can show."""

ASKS_OF_QUANTILES = ("SIZE-1", "SIZE-2")
"""What one can that states the quantiles of returns."""

WORDS_OF_YAML = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"}


def scalar(value: Any) -> str:
    """A value within one line: words as they are, other text in quotes, numbers in their shortest form."""
    if isinstance(value, str):
        plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", value) and value.lower() not in WORDS_OF_YAML
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {scalar(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(scalar(one) for one in value) + "]"
    return render(value)


def output_of(spec: TensorSpec, actions: dict[str, Any]) -> dict[str, Any]:
    """The deciding output, and how it is read."""
    decode = "value" if "box" in actions else "mean-argmax" if "quantiles" in actions else "argmax"
    return {**spec.document(), "decode": decode}


def draft(
    name: str,
    digest: str,
    inputs: Sequence[TensorSpec],
    output: TensorSpec,
    mask: str | None,
    features: Sequence[Features],
    actions: dict[str, Any],
    tolerance: Tolerance,
    notes: Sequence[str],
) -> str:
    """The YAML text.

    :param notes: what whoever reads it should know, one comment each
    """
    lines = ["# A draft by assay-export: look at names, ranges and budgets, and say what your endpoint replies."]
    lines += [f"# {note}" for note in notes]
    lines += [f"contract: {scalar(name)}", "", "# What a lone model server can show."]
    lines += [f"asks: {scalar(ASKS + (ASKS_OF_QUANTILES if 'quantiles' in actions else ()))}", "", "policy:"]
    lines += ["  artifact: policy.onnx", f"  sha256: '{digest}'"]
    if len(inputs) == 1:
        lines.append(f"  input: {scalar(inputs[0].document())}")
    else:
        lines += ["  inputs:", *(f"    - {scalar(spec.document())}" for spec in inputs)]
    if mask is not None:
        lines.append(f"  mask: {scalar(mask)}")
    lines += [f"  output: {scalar(output_of(output, actions))}", "  golden: golden.json"]
    lines.append(f"  tolerance: {scalar({'relative': tolerance.relative, 'absolute': tolerance.absolute})}")
    lines += ["", "features:"]
    several = len(inputs) > 1
    lines += [f"  - {scalar(feature.document(several))}" for group in features for feature in group.each]
    lines += ["", "actions:", *(f"  {key}: {scalar(value)}" for key, value in actions.items())]
    lines += ["", "reply:", "  action: /action"]
    if "box" not in actions:
        lines.append(f"  scores: /{output.name}")
    if "quantiles" in actions:
        lines.append("  cvar: [{level: 0.05, pointer: /cvar_5}, {level: 0.25, pointer: /cvar_25}]")
    lines += ["  usedTrainedModel: /used_trained_model", "  featureCount: /feature_count"]
    lines += ["  modelVersion: /model_version", "  latency: {pointer: /latency_ms, unit: ms}", ""]
    lines += ["assurance: {fallbackRateBelow: 0.001, confidence: 0.99}", ""]
    lines += ["# Generous on purpose: they must hold on shared machines too."]
    lines += ["budgets: {startup: 60s, p50: 50ms, p95: 250ms, p99: 1s, rate: 200}"]
    return "\n".join(lines) + "\n"
