"""What the pieces of a step cost alone (bench/primitives), and which share of the step's own time that is."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import report
from measure import Cost

SAMPLE_BYTES = 32 << 20  # what bench/primitives reads


@dataclass
class Amounts:
    """Bytes of the data, and of the repositories that were made of it."""
    mixed: int
    imaging: int          # of the mixed data, and stored as it is
    mixed_stored: int
    imaging_stored: int


@dataclass
class Piece:
    """Seconds for each byte."""
    read: float
    write: float
    hash: float
    cut: float
    seal: float
    open: float
    compress: float
    decompress: float


def write_sample(folder: Path, without: str, sample: Path) -> None:
    """Files from all over the folder, up to what bench/primitives reads, but for one of its subfolders."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and without not in file.relative_to(folder).parts)
    wanted = SAMPLE_BYTES
    with sample.open("wb") as output:
        for start in range(97):
            for file in files[start::97]:
                wanted -= output.write(file.read_bytes()[:wanted])
                if wanted == 0:
                    return


def measure(program: Path, sample: Path) -> Piece:
    said = subprocess.run([program, "--json", sample], cwd=sample.parent, check=True, capture_output=True, text=True)
    return pieces_of(json.loads(said.stdout))


def pieces_of(costs: dict[str, float]) -> Piece:
    """Of the ways to hash, the fastest; Digue compresses at level 2."""
    return Piece(read=costs["read a cached file, 1 MiB at a time"], write=costs["write a file, 1 MiB at a time"],
                 hash=min(cost for name, cost in costs.items() if name.startswith("SHA-256")),
                 cut=costs["Rabin, sample"], seal=costs["seal, 1048576 bytes"], open=costs["open, 1048576 bytes"],
                 compress=costs["zstd 2, 1 MiB, sample"], decompress=costs["zstd decompress, sample"])


def sums(piece: Piece, amounts: Amounts) -> dict[str, float]:
    """CPU seconds of each step that reads or writes content, if it consisted of its pieces alone. What is stored in a
    pack is hashed with it, and what was sealed is opened again before it is written."""
    plain, stored, compressible = amounts.mixed, amounts.mixed_stored, amounts.mixed - amounts.imaging
    save = piece.read + piece.cut + piece.hash
    pack = piece.seal + piece.open + piece.hash + piece.write
    return {
        "mixed": plain * save + compressible * (piece.compress + piece.decompress) + stored * pack,
        "restore": (stored * (piece.read + piece.open) + compressible * piece.decompress
                    + plain * (piece.hash + piece.write)),
        "check": (stored * (piece.read + piece.open + piece.hash) + compressible * piece.decompress
                  + plain * piece.hash),
        "imaging": amounts.imaging * save + amounts.imaging_stored * pack,
    }


def shares(wanted: dict[str, float], measured: dict[str, Cost]) -> dict[str, float]:
    """1 would be a step that does nothing but its pieces."""
    return {step: report.ratio(seconds, measured[step].cpu) for step, seconds in wanted.items() if step in measured}


def table(wanted: dict[str, float], measured: dict[str, Cost]) -> str:
    lines = [f"{'':30} {'pieces, CPU s':>14} {'digue, CPU s':>14} {'share':>6}"]
    for step, share in shares(wanted, measured).items():
        lines.append(f"{report.STEPS[step]:30} {wanted[step]:14.2f} {measured[step].cpu:14.2f} {share:6.2f}")
    return "\n".join(lines)
