"""From a trained policy to what a contract needs: artifact, golden vectors, record, draft of the contract."""

import os

# onnxruntime reports to its maker unless it is told not to before it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
