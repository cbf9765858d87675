"""The exporter reports to nobody: onnxruntime, which it uses, does unless it is told not to."""

import os
import subprocess
import sys
from pathlib import Path

SESSION = """
import onnx
from assay_exporter import command
import onnxruntime

value = lambda name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1])
nodes = [onnx.helper.make_node("Identity", ["x"], ["y"])]
graph = onnx.helper.make_graph(nodes, "identity", [value("x")], [value("y")])
model = onnx.helper.make_model(graph, ir_version=8, opset_imports=[onnx.helper.make_opsetid("", 17)])
onnxruntime.InferenceSession(model.SerializeToString())
"""


def test_a_session_of_the_exporter_leaves_nothing_in_the_home(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", SESSION], env=environment, check=True)
    assert not list(tmp_path.rglob("*onnxruntime*"))
