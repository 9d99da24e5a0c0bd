"""The seal: the closed ring of capabilities as a picture of its own, with its colours in it."""

from practicum.charts.api import Chart, Segment, capability_ring
from practicum.curriculum.api import ProgrammeVersion, programme_of

# A picture outside our pages has no stylesheet: what charts.css says of the ring is written into its elements.
_COLOURS = {"understand": "#0b6e69", "quantify": "#2f5fa8", "optimize": "#b2560a", "manage": "#86336e"}
_INK, _MUTED = "#16262b", "#51636a"


def seal_chart(version: ProgrammeVersion) -> Chart:
    """The seal for a page: one closed segment for each capability of the scheme's framework."""
    programme = programme_of(version)
    names = {domain.key: domain.name for domain in programme.framework.domains}
    segments = [
        Segment(name=capability.name, domain=names[capability.domain_key], state="done")
        for capability in programme.framework.capabilities
    ]
    return capability_ring(
        segments,
        id="seal",
        title=f"Seal: {programme.name}",
        desc=f"A closed ring of {len(segments)} segments, one for each capability.",
        centre=(*programme.name.split()[:4], f"Scheme {programme.version}"),
        seal=True,
    )


def seal_svg(version: ProgrammeVersion) -> str:
    """The seal as a whole SVG document."""
    svg = seal_chart(version).svg
    svg = svg.replace("<svg ", f'<svg width="472" height="472" color="{_INK}" font-family="Georgia, serif" ', 1)
    for name, colour in _COLOURS.items():
        svg = svg.replace(f'class="ring-{name}"', f'color="{colour}"')
    for name, drawn in (
        ("ring-border", f'color="{_MUTED}" stroke-width="0.7"'),
        ("ring-ticks", f'color="{_MUTED}" stroke-width="4"'),
        ("ring-figure", f'fill="{_INK}" font-weight="700"'),
        ("ring-caption", f'fill="{_MUTED}"'),
    ):
        svg = svg.replace(f'class="{name}"', drawn)
    return svg
