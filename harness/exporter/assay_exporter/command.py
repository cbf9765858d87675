"""The command `assay-export`."""

import argparse
import math
import os
import re
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from assay_exporter.export_error import ExportError

USAGE, UNEXPECTED = 64, 70
"""Exit codes, as sysexits.h has them."""

INTERRUPTED = 130
"""The exit code of Ctrl-C, as shells have it."""

ALGORITHMS = ("PPO", "A2C", "DQN", "SAC", "TD3", "DDPG", "QRDQN", "MaskablePPO", "TQC")


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the options, with the exit code of all other input."""

    def error(self, message: str) -> NoReturn:
        """Say it and leave."""
        self.exit(USAGE, f"{self.prog}: {message}\n  what to do: {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Of the options."""
    found = Parser(
        prog="assay-export",
        description="Export a trained policy: policy.onnx, golden.json, record.json and a draft contract.yaml.",
        epilog="Nothing in MODEL is unpickled unless --trust is given. Exit code 0: written; 64: not, and why.",
    )
    found.add_argument(
        "model", type=Path, metavar="MODEL", help=".zip of stable-baselines3, TorchScript, module or state dict"
    )
    found.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; must not be there yet")
    found.add_argument("--name", help="name of the contract, in kebab-case (default: from the file)")
    found.add_argument("--algorithm", help=f"{', '.join(ALGORITHMS)} (default: from the file); QR-DQN is QRDQN")
    found.add_argument("--activation", help="activation function of torch.nn, where the file does not tell: ReLU, Tanh")
    normalised = found.add_mutually_exclusive_group(required=True)
    normalised.add_argument(
        "--normalisation", type=Path, metavar="FILE", help="statistics of VecNormalize, as .json or .npz"
    )
    normalised.add_argument("--no-normalisation", action="store_true", help="training did not normalise observations")
    normalised.add_argument(
        "--only-rewards-normalised", action="store_true", help="training used VecNormalize with norm_obs=False"
    )
    stated = found.add_mutually_exclusive_group()
    stated.add_argument("--space", type=Path, metavar="JSON", help="observation and action space, stated in a file")
    stated.add_argument("--environment", metavar="MODULE:FACTORY", help="makes the environment that has the spaces")
    found.add_argument("--module", metavar="MODULE:CLASS", help="makes the torch.nn.Module that a state dict is of")
    found.add_argument("--outputs", metavar="A,B", help="names of what a module of your own answers, deciding first")
    found.add_argument("--labels", metavar="A,B", help="names of the actions, or of the dimensions of the box")
    found.add_argument("--features", metavar="JSON|A,B", help="names, ranges and units of the features")
    found.add_argument("--observations-from", type=Path, metavar="NPY", help="observed rows: ranges are theirs")
    found.add_argument("--trust", action="store_true", help="unpickle MODEL and FILE: that runs what they say")
    found.add_argument("--observations", type=int, default=100_000, help="how many are drawn (default 100000)")
    found.add_argument("--seed", type=int, default=0, help="of the draws (default 0)")
    found.add_argument("--tolerance-relative", type=float, default=1e-4, help="ONNX against torch (default 0.0001)")
    found.add_argument("--tolerance-absolute", type=float, default=1e-4, help="beside that (default 0.0001)")
    found.add_argument("--traceback", action="store_true", help="show where in the exporter an error arose")
    return found


def kebab(text: str) -> str:
    """`CartPole_v1.best` to `cartpole-v1-best`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "policy"


def names(text: str | None) -> tuple[str, ...] | None:
    """Split at commas."""
    return None if text is None else tuple(name.strip() for name in text.split(","))


def algorithm_named(text: str | None) -> str | None:
    """As stable-baselines3 spells it. Raises ExportError for none of them."""
    if text is None:
        return None
    found = next((one for one in ALGORITHMS if one.lower() == text.lower().replace("-", "").replace("_", "")), None)
    if found is None:
        raise ExportError(f"--algorithm {text} is not known", f"give one of {', '.join(ALGORITHMS)}")
    return found


def refuse_other_encodings(options: argparse.Namespace) -> None:
    """Raises ExportError for an option that is not UTF-8: what is written could not name it."""
    for name, value in vars(options).items():
        try:
            str(value).encode("utf-8")
        except UnicodeEncodeError as error:
            raise ExportError(f"{name} is not in UTF-8: {str(value)!r}", "rename it") from error


def leave(number: int, frame: Any) -> NoReturn:
    """Leave as on Ctrl-C, so that what is half done is removed."""
    raise KeyboardInterrupt


def say(line: str) -> None:
    """Tell the user, if anyone listens: what is written counts, not what is said."""
    try:
        print(line, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def in_one_line(text: str) -> str:
    """With what a terminal would obey as escapes: files can name things as they like."""
    joined = re.sub(r"\s*\n\s*", " ", text)
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in joined)


def run(options: argparse.Namespace) -> None:
    """Export what the options say. Raises ExportError."""
    if options.name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", options.name):
        raise ExportError(f"--name {options.name} is not in kebab-case", f"give --name {kebab(options.name)}")
    if options.observations < 1:
        raise ExportError(f"--observations {options.observations} would compare nothing", "draw at least one")
    if options.seed < 0:
        raise ExportError(f"--seed {options.seed} is negative", "give 0 or more")
    if not 0 < options.tolerance_absolute < math.inf or not 0 <= options.tolerance_relative < math.inf:
        raise ExportError("a tolerance must be positive", "leave it out, or give a small number such as 0.0001")
    refuse_other_encodings(options)
    # Only now: these take seconds, and mistakes in the options should not.
    from assay_exporter.exporting import export
    from assay_exporter.request import Request
    from assay_exporter.tolerance import Tolerance

    request = Request(
        model=options.model,
        out=options.out,
        name=options.name or kebab(options.model.stem),
        algorithm=algorithm_named(options.algorithm),
        activation=options.activation,
        normalisation=options.normalisation,
        only_rewards_normalised=options.only_rewards_normalised,
        space=options.space,
        environment=options.environment,
        module=options.module,
        outputs=options.outputs,
        labels=names(options.labels),
        features=options.features,
        observations_from=options.observations_from,
        trust=options.trust,
        observations=options.observations,
        seed=options.seed,
        tolerance=Tolerance(options.tolerance_relative, options.tolerance_absolute),
    )
    export(request, say)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code."""
    options = parser().parse_args(arguments)
    if not options.traceback:
        warnings.simplefilter("ignore")
    signal.signal(signal.SIGTERM, leave)
    try:
        run(options)
    except KeyboardInterrupt:
        print("assay-export: interrupted", file=sys.stderr)
        return INTERRUPTED
    except MemoryError as error:
        print(f"assay-export: not enough memory: {error}\n  what to do: draw fewer --observations", file=sys.stderr)
        return USAGE
    except ExportError as error:
        if options.traceback:
            traceback.print_exc()
        remedy = "\n  ".join(map(in_one_line, error.remedy.splitlines()))
        print(f"assay-export: {in_one_line(error.problem)}\n  what to do: {remedy}", file=sys.stderr)
        return USAGE
    except Exception as error:  # nothing that a file holds may end in a traceback
        if options.traceback:
            traceback.print_exc()
        what = in_one_line(f"{type(error).__name__} with {options.model}: {error}")
        print(
            f"assay-export: unexpected {what}\n  what to do: run again with --traceback, and report what it shows",
            file=sys.stderr,
        )
        return UNEXPECTED
    return 0
