"""From torch to one ONNX file."""

import warnings
from pathlib import Path

import torch

from assay_exporter.network import Network

OPSET = 17

TRACED_ROWS = 2
"""Not 1, lest a dimension of one row be taken for a constant."""


def write_artifact(network: Network, path: Path) -> None:
    """Write `network` as one file, with every input and output [batch, ...] for any batch.

    The tracing exporter is used: its graph has few nodes, and its bytes depend on nothing but the network.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    examples = tuple(
        torch.zeros((TRACED_ROWS, *spec.shape), dtype=getattr(torch, spec.dtype)) for spec in network.inputs
    )
    with warnings.catch_warnings():
        # What they fear is found by comparing the file with the network.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            examples,
            str(path),
            input_names=[spec.name for spec in network.inputs],
            output_names=[spec.name for spec in network.outputs],
            dynamic_axes={spec.name: {0: "batch"} for spec in (*network.inputs, *network.outputs)},
            opset_version=OPSET,
            dynamo=False,
        )
