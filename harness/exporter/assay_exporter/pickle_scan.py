"""Which classes and functions a pickle would import, read from its opcodes without running it."""

import io
import pickletools

LARGEST = 64 * 1024 * 1024
"""Bytes of a pickle that are scanned."""


def imports_of(pickle: bytes) -> set[str]:
    """`module.name` of everything that unpickling would import, as far as the opcodes can be read."""
    found: set[str] = set()
    texts: list[str] = []
    memo: dict[int, str] = {}
    try:
        for opcode, argument, _ in pickletools.genops(io.BytesIO(pickle[:LARGEST])):
            name = opcode.name
            number = argument if isinstance(argument, int) else -1
            if name in ("GLOBAL", "INST"):
                found.add(str(argument).replace(" ", "."))
            elif name == "STACK_GLOBAL" and len(texts) >= 2:
                found.add(f"{texts[-2]}.{texts[-1]}")
            elif isinstance(argument, str) and "UNICODE" in name:
                texts.append(argument)
            elif name == "MEMOIZE":
                memo[len(memo)] = texts[-1] if texts else ""
            elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
                memo[number] = texts[-1] if texts else ""
            elif name in ("BINGET", "LONG_BINGET", "GET") and number in memo:
                texts.append(memo[number])
    except Exception:  # it breaks off, or is no pickle: what was read counts
        return found
    return found


def buffers_of(pickle: bytes) -> set[bytes]:
    """The contents of the arrays that a pickle holds, as far as the opcodes can be read."""
    found: set[bytes] = set()
    try:
        for _, argument, _ in pickletools.genops(io.BytesIO(pickle[:LARGEST])):
            if isinstance(argument, bytes | bytearray):
                found.add(bytes(argument))
    except Exception:  # it breaks off, or is no pickle: what was read counts
        return found
    return found


def looks_like_pickle(beginning: bytes) -> bool:
    """Whether a file begins as pickles of protocol 2 and later do."""
    return len(beginning) >= 2 and beginning[0] == 0x80 and 2 <= beginning[1] <= 32


def names_ray(imports: set[str]) -> list[str]:
    """Those that belong to Ray."""
    return sorted(name for name in imports if name.split(".")[0] == "ray")
