"""Medians, ratios, and whether the bars are held."""

from dataclasses import dataclass
from statistics import median

from measure import Cost

STEPS = {
    "mixed": "first backup, mixed data",
    "unchanged": "backup, nothing changed",
    "restore": "restore, mixed data",
    "check": "check of every byte",
    "imaging": "first backup, imaging alone",
}

# How many times less CPU than restic: what must be reached, and what is aimed at.
BARS = {"mixed": (2.0, 2.5), "imaging": (1.6, 2.2), "unchanged": (3.0, 5.0), "restore": (1.6, 2.0), "check": (1.4, 2.0)}
MEMORY_BAR = 0.6  # of restic's peak
SIZE_BAR = 1.02   # of restic's repository


@dataclass
class Verdict:
    what: str
    value: float
    bar: str
    held: bool

    def line(self) -> str:
        return f"  {'pass' if self.held else 'FAIL'}  {self.what}: {self.value:.2f} ({self.bar})"


def medians(rounds: list[Cost]) -> Cost:
    return Cost(*(median(getattr(cost, name) for cost in rounds) for name in ("cpu", "wall", "memory", "size")))


def ratio(theirs: float, ours: float) -> float:
    return theirs / ours if ours else float("inf")


def verdicts(ours: dict[str, Cost], restic: dict[str, Cost] | None, borg: dict[str, Cost] | None) -> list[Verdict]:
    found = []
    for step in STEPS:
        if step not in ours:
            found.append(Verdict(f"{STEPS[step]}: rounds that Digue went through", 0, "all", False))
        if restic and step in ours and step in restic:
            must, aim = BARS[step]
            times = ratio(restic[step].cpu, ours[step].cpu)
            found.append(Verdict(f"{STEPS[step]}: CPU, times less than restic", times, f"bar {must}, goal {aim}",
                                 times >= must))
            times = ratio(restic[step].wall, ours[step].wall)
            found.append(Verdict(f"{STEPS[step]}: wall, times less than restic", times, "over 1", times > 1))
            share = ratio(ours[step].memory, restic[step].memory)
            found.append(Verdict(f"{STEPS[step]}: memory, share of restic's", share, f"at most {MEMORY_BAR}",
                                 share <= MEMORY_BAR))
            if ours[step].size:
                share = ratio(ours[step].size, restic[step].size)
                found.append(Verdict(f"{STEPS[step]}: repository, share of restic's", share, f"at most {SIZE_BAR}",
                                     share <= SIZE_BAR))
        if borg and step in ours and step in borg:
            times = ratio(borg[step].cpu, ours[step].cpu)
            found.append(Verdict(f"{STEPS[step]}: CPU, times less than borg", times, "never behind: 1", times >= 1))
            times = ratio(borg[step].wall, ours[step].wall)
            found.append(Verdict(f"{STEPS[step]}: wall, times less than borg", times, "over 1", times > 1))
    return found


def table(costs: dict[str, dict[str, Cost]]) -> str:
    """One line for each step and tool; the ratios are theirs to those of the first tool."""
    first = next(iter(costs))
    lines = [f"{'':30} {'':14} {'CPU s':>8} {'ratio':>6} {'wall s':>8} {'ratio':>6} {'peak MB':>8} {'repository MB':>14}"]
    for step, title in STEPS.items():
        for tool, by_step in costs.items():
            if step not in by_step:
                lines.append(f"{title:30} {tool:14} not measured")
                title = ""
                continue
            cost, base = by_step[step], costs[first].get(step, by_step[step])
            size = f"{cost.size / 1e6:14.1f}" if cost.size else ""
            lines.append(f"{title:30} {tool:14} {cost.cpu:8.2f} {ratio(cost.cpu, base.cpu):6.2f} {cost.wall:8.2f} "
                         f"{ratio(cost.wall, base.wall):6.2f} {cost.memory / 1e6:8.0f} {size}".rstrip())
            title = ""
    return "\n".join(lines)
