"""From torch to one ONNX file."""

import contextlib
import io
import warnings
from pathlib import Path

import torch

from assay_exporter.export_error import ExportError
from assay_exporter.network import Network

OPSET = 17

TRACED_ROWS = 2
"""Not 1, lest a dimension of one row be taken for a constant."""


def write_artifact(network: Network, path: Path) -> None:
    """Write `network` as one file, with every input and output [batch, ...] for any batch.

    The tracing exporter is used: its graph has few nodes, and its bytes depend on nothing but the network.
    """
    names = [spec.name for spec in (*network.inputs, *network.outputs)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExportError(f"inputs and outputs have the same name: {', '.join(twice)}", "rename the part of the space")
    path.parent.mkdir(parents=True, exist_ok=True)
    examples = tuple(
        torch.zeros((TRACED_ROWS, *spec.shape), dtype=getattr(torch, spec.dtype)) for spec in network.inputs
    )
    with warnings.catch_warnings():
        # What they fear is found by comparing the file with the network.
        warnings.simplefilter("ignore")
        try:
            # torch prints the whole graph of a network that it cannot write.
            with contextlib.redirect_stdout(io.StringIO()):
                to_onnx(network, examples, path)
        except Exception as error:  # what torch raises depends on the layer
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise ExportError(
                f"the network cannot be written as ONNX: {' '.join(str(error).split())[:300]}",
                "replace the layer that it names; opset 17 of ONNX must have it",
            ) from error


def to_onnx(network: Network, examples: tuple[torch.Tensor, ...], path: Path) -> None:
    """Trace and write."""
    holds_scripts = any(isinstance(one, torch.jit.ScriptModule) for one in network.modules())
    # The exporter cannot trace into TorchScript itself; what has been traced before, it takes.
    module = torch.jit.trace(network, examples) if holds_scripts else network  # type: ignore[no-untyped-call]
    torch.onnx.export(
        module,
        examples,
        str(path),
        input_names=[spec.name for spec in network.inputs],
        output_names=[spec.name for spec in network.outputs],
        dynamic_axes={spec.name: {0: "batch"} for spec in (*network.inputs, *network.outputs)},
        opset_version=OPSET,
        dynamo=False,
    )
