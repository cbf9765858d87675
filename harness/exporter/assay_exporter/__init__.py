"""From a trained policy to what a contract needs: artifact, golden vectors, record, draft of the contract."""
