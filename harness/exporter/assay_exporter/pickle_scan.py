"""Which classes and functions a pickle would import, read from its opcodes without running it."""

import io
import pickletools
from collections.abc import Iterable, Iterator
from typing import Any

from assay_exporter.export_error import ExportError

LARGEST = 64 * 1024 * 1024
"""Bytes of a pickle that are scanned."""

MOST_OPCODES = 1_000_000
"""Of all pickles of a file together: one that is a byte can take a hundred of memory."""

LONGEST_NAME = 256
"""Characters of a module or a name that are kept: long texts, each told once, can be joined to many times as much."""


def imports_of(pickles: Iterable[bytes], file: str) -> set[str]:
    """`module.name` of everything that unpickling would import, as far as the opcodes can be read.

    :param file: which holds the pickles
    :raises ExportError: where they have more than MOST_OPCODES together
    """
    allowed = iter(range(MOST_OPCODES))
    return {name for pickle in pickles for name in imported(opcodes_of(pickle, file, allowed))}


def imported(opcodes: Iterable[tuple[str, Any]]) -> set[str]:
    """What one pickle would import."""
    found: set[str] = set()
    texts: list[str] = []
    memo: dict[int, str] = {}
    for name, argument in opcodes:
        number = argument if isinstance(argument, int) else -1
        if name in ("GLOBAL", "INST"):
            found.add(str(argument)[: 2 * LONGEST_NAME].replace(" ", "."))
        elif name == "STACK_GLOBAL" and len(texts) >= 2:
            found.add(f"{texts[-2]}.{texts[-1]}")
        elif isinstance(argument, str) and "UNICODE" in name:
            texts.append(argument[:LONGEST_NAME])
        elif name == "MEMOIZE":
            memo[len(memo)] = texts[-1] if texts else ""
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            memo[number] = texts[-1] if texts else ""
        elif name in ("BINGET", "LONG_BINGET", "GET") and number in memo:
            texts.append(memo[number])
    return found


def buffers_of(pickle: bytes) -> set[bytes]:
    """The contents of the arrays that a pickle holds, as far as the opcodes can be read.

    :raises ExportError: where it has more than MOST_OPCODES
    """
    opcodes = opcodes_of(pickle, "a space of the model", iter(range(MOST_OPCODES)))
    return {bytes(argument) for _, argument in opcodes if isinstance(argument, bytes | bytearray)}


def opcodes_of(pickle: bytes, file: str, allowed: Iterator[int]) -> Iterator[tuple[str, Any]]:
    """Names and arguments of the opcodes, one for each that is allowed. Raises ExportError where there are more."""
    opcodes = pickletools.genops(io.BytesIO(pickle[:LARGEST]))
    while True:
        try:
            opcode, argument, _ = next(opcodes)
        except Exception:  # it ends, breaks off, or is no pickle: what was read counts
            return
        if next(allowed, None) is None:
            raise ExportError(
                f"{file}: its pickles have more than {MOST_OPCODES:,} opcodes",
                "those of a policy have a few thousand: save it without what else is in it, or find out where the file "
                "comes from",
            )
        yield opcode.name, argument


def looks_like_pickle(beginning: bytes) -> bool:
    """Whether a file begins as pickles of protocol 2 and later do."""
    return len(beginning) >= 2 and beginning[0] == 0x80 and 2 <= beginning[1] <= 32


def names_ray(imports: set[str]) -> list[str]:
    """Those that belong to Ray."""
    return sorted(name for name in imports if name.split(".")[0] == "ray")
