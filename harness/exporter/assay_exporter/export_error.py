"""What the exporter says when it cannot or will not export."""


class ExportError(Exception):
    """Says what happened and where, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}\n{remedy}")
        self.problem = problem
        self.remedy = remedy
