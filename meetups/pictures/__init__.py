"""Pictures of what people did together: drawn here as SVG, from frozen values; the same value gives the same bytes.

- ``outside``: what the bot may know of drawing without loading what draws.
- ``palette``: the colours of both looks, and how far they stand out.
- ``fonts``: which typeface covers what.
- ``directions``: in which order characters of both directions stand.
- ``typesetting``: words of any script as outlines; what no font covers is left out, never boxed.
- ``canvas``: shapes, words and avatars, collected into an SVG.
- ``rendering``: an SVG as PNG.
"""
