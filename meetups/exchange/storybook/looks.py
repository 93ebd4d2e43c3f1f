"""How stories look in a browser: the templates, and one style that the page and the exported file share.

No scripts, no fonts to fetch; light or dark as the reader's system is.
"""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #fbf8f4; --ink: #2b2623; --soft: #6b625c; --line: #e7dfd6; --warm: #a63d2c; --raised: #f4eee6;
  --words: ui-serif, "Iowan Old Style", Charter, Georgia, Cambria, "Times New Roman", serif;
  --plain: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #191614; --ink: #ece5dd; --soft: #aaa097; --line: #38322d; --warm: #ff9d8d; --raised: #221e1b; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1.125rem/1.65 var(--words); overflow-wrap: anywhere;
}
header, main, footer { max-width: 40rem; margin-inline: auto; padding-inline: 1.25rem; }
header { padding-block: 4rem 2rem; }
h1, h2 { font-family: var(--words); font-weight: 600; text-wrap: pretty; overflow: clip; overflow-clip-margin: .2em; }
h1 { margin: 0; font-size: clamp(1.9rem, 1.4rem + 2.4vw, 2.7rem); line-height: 1.15; letter-spacing: -.015em; }
h2 { margin: .2rem 0 1rem; font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
p { margin: 0 0 1em; }
.about { margin: .9rem 0 0; max-width: 34rem; color: var(--soft); font: 1rem/1.55 var(--plain); }
article { padding-block: 2.5rem; border-top: 1px solid var(--line); overflow: clip; }
article > :last-child { margin-bottom: 0; }
.when { margin: 0; color: var(--soft); font: .875rem/1.5 var(--plain); }
.photos { display: grid; gap: .5rem; margin: 1.5rem 0; padding: 0; list-style: none; }
.photos li { display: block; min-width: 0; }
.photos a { display: block; border-radius: .6rem; }
.photos img { display: block; width: 100%; height: auto; border-radius: .6rem; background: var(--raised); }
.one img { width: auto; max-width: 100%; max-height: 38rem; }
.some { grid-template-columns: 1fr 1fr; }
.some img { height: 100%; aspect-ratio: 4 / 3; object-fit: cover; object-position: 50% 33%; }
.some li:first-child:nth-last-child(3) { grid-column: 1 / -1; }
.some li:first-child:nth-last-child(3) img { aspect-ratio: 16 / 9; }
.half { margin: 1.5rem 0 0; padding: .1rem 0 .1rem 1.1rem; border-inline-start: 3px solid var(--line); }
[dir="rtl"] .half { padding: .1rem 1.1rem .1rem 0; }
.half h3 { margin: 0 0 .35rem; color: var(--soft); font: 600 .9rem/1.5 var(--plain); }
.half p:last-child { margin-bottom: 0; }
.nothing { padding-block: 2.5rem; border-top: 1px solid var(--line); color: var(--soft); }
a { color: var(--warm); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:focus-visible { outline: 3px solid var(--warm); outline-offset: 3px; border-radius: .3rem; }
nav ul { display: flex; justify-content: space-between; gap: 1rem; margin: 0; padding: 0; list-style: none; }
nav, footer { font: 1rem/1.5 var(--plain); }
nav { padding-block: 0 1rem; }
nav a, footer a { display: inline-block; padding-block: .5rem; }
footer { padding-block-end: 4rem; color: var(--soft); }
footer p { margin: 0; }
footer > :first-child { padding-block-start: 1.5rem; border-top: 1px solid var(--line); }
.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -6rem; padding: .6rem 1rem;
  background: var(--ground); font: 1rem var(--plain); z-index: 1; }
.skip:focus { inset-block-start: 1rem; }
@media (max-width: 30rem) {
  body { font-size: 1.0625rem; }
  header { padding-block: 2.5rem 1.5rem; }
  article, .nothing { padding-block: 2rem; }
}
@media print {
  .skip, nav, footer { display: none; }
  article { break-inside: avoid-page; }
  .photos img { max-height: 12cm; }
}
"""

_STORY: Final = """
{%- macro words(text) -%}
{%- for lines in text | paragraphs %}
<p dir="auto">{% for line in lines %}{{ line }}{% if not loop.last %}<br>{% endif %}{% endfor %}</p>
{%- endfor -%}
{%- endmacro -%}
{%- macro image(each, source, lazily) -%}
<img src="{{ source(each.id) }}" alt="{{ each.alt | clean }}" width="{{ each.width }}" height="{{ each.height }}"
{%- if lazily %} loading="lazy" decoding="async"{% endif %}>
{%- endmacro -%}
{%- macro story(chapter, source, lazily, linked) -%}
{% set plates = chapter.plates | selectattr("id", "in", sources) | list %}
<article id="{{ chapter.id | anchor }}" aria-labelledby="{{ chapter.id | anchor }}-title">
<p class="when"><time datetime="{{ chapter.met_on.isoformat() }}">{{ chapter.day }}</time>
{%- if chapter.place | clean %} · <bdi>{{ chapter.place | clean }}</bdi>{% endif %}</p>
<h2 id="{{ chapter.id | anchor }}-title" dir="auto">{{ chapter.title | isolating }}</h2>
{{- words(chapter.story) }}
{%- if plates %}
<ul class="photos {{ 'one' if plates | length == 1 else 'some' }}" role="list">
{%- for each in plates %}
<li>{% if linked %}<a href="{{ source(each.id) }}">{{ image(each, source, lazily) }}</a>
{%- else %}{{ image(each, source, lazily) }}{% endif %}</li>
{%- endfor %}
</ul>
{%- endif %}
{%- for half in chapter.halves %}
<section class="half">
<h3 dir="auto">{{ half.heading | isolating }}</h3>
{{- words(half.words) }}
</section>
{%- endfor %}
</article>
{%- endmacro -%}
"""

_HEAD: Final = """<!doctype html>
<html lang="{{ book.language }}" dir="{{ book.direction }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
"""

_TOP: Final = """<style>{{ style }}</style>
</head>
<body>
<a class="skip" href="#stories">{{ book.labels.skip }}</a>
<header>
<h1 dir="auto">{{ book.title | clean }}</h1>
<p class="about">{{ book.about }}</p>
</header>
<main id="stories" tabindex="-1">
"""

PAGE: Final = (
    _STORY
    + _HEAD
    + """<title>{{ book.title | clean }}</title>
<link rel="alternate" type="application/atom+xml" href="{{ key }}/feed.atom" title="{{ book.title | clean }}">
"""
    + _TOP
    + """{%- for chapter in book.chapters %}
{{ story(chapter, source, lazily=loop.index > 1, linked=true) }}
{%- else %}
<p class="nothing">{{ book.labels.nothing }}</p>
{%- endfor %}
</main>
<footer>
{%- if number > 1 or has_older %}
<nav aria-label="{{ book.labels.pages }}">
<ul>
<li>{% if number > 1 %}<a href="?page={{ number - 1 }}" rel="prev">{{ book.labels.newer }}</a>{% endif %}</li>
<li>{% if has_older %}<a href="?page={{ number + 1 }}" rel="next">{{ book.labels.older }}</a>{% endif %}</li>
</ul>
</nav>
{%- endif %}
<p><a href="{{ key }}/feed.atom">{{ book.labels.feed }}</a></p>
</footer>
</body>
</html>
"""
)

FILE: Final = (
    _STORY
    + _HEAD
    + """<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<title>{{ book.title | clean }}</title>
"""
    + _TOP
    + """{%- for chapter in book.chapters %}
{{ story(chapter, source, lazily=false, linked=false) }}
{%- endfor %}
</main>
</body>
</html>
"""
)

ENTRY: Final = (
    _STORY
    + """
{{- words(chapter.story) }}
{%- for each in chapter.plates %}
<p>{{ image(each, source, false) }}</p>
{%- endfor %}
{%- for half in chapter.halves %}
<p dir="auto"><strong>{{ half.heading | isolating }}</strong></p>
<blockquote>{{ words(half.words) }}
</blockquote>
{%- endfor %}
"""
)
