"""How are curves drawn? With matplotlib, as an SVG beside RESULTS.md; skipped where it is not installed."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

SKIPPED = "No drawing: matplotlib is not installed (`pip install 'mock-apollo[bench]'`)."


def draw(name: str, curves: Mapping[str, Mapping[int, float]], folder: Path = Path(__file__).parent) -> str:
    """Draw microseconds of CPU against what grows, a panel for each curve; return Markdown that shows it."""
    if find_spec("matplotlib") is None:
        return SKIPPED
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    figure = Figure(figsize=(3 * len(curves), 3), layout="constrained")
    panels = figure.subplots(1, len(curves), sharey=True, squeeze=False)[0]
    for panel, (item, points) in zip(panels, curves.items(), strict=True):
        panel.plot([*points], [*points.values()], marker="o")
        panel.set(xscale="log", yscale="log", xlabel=item)
        panel.grid(visible=True, alpha=0.3)
    panels[0].set_ylabel("CPU us an update")
    figure.savefig(folder / name, metadata={"Date": None})
    return f"![CPU of an update against {', '.join(curves)}]({name})"
