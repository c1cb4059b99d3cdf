<?xml version="1.0" encoding="UTF-8"?>
<!--
  The look: one column of text, one family for reading and one for figures, colour only for verdicts. Every text colour
  keeps a contrast of at least 4.5:1 on its ground, in light and dark. The style sheet holds no < > or &, since the page
  is written so that XML and HTML readers read it alike.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <xsl:template name="style">
    <style>
:root {
  color-scheme: light dark;
  --ground: #fdfcfa; --panel: #f5f3ee; --ink: #1d2126; --quiet: #565d66; --rule: #d8d4cb; --strong-rule: #8d8a83;
  --link: #17508a; --bar: #6c8fb3; --bar-whole: #c9c5bb; --curve: #17508a;
  --pass: #17663a; --fail: #a3161d; --warning: #855000; --untestable: #4b4a96; --review: #0c5f73;
  --not-applicable: #565d66; --not-run: #565d66; --tool-error: #85236f;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, "Liberation Serif", serif;
  --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #15181b; --panel: #1d2125; --ink: #e8e4dc; --quiet: #a9b0b8; --rule: #363b41; --strong-rule: #737a82;
    --link: #8fc0f2; --bar: #6f9bc8; --bar-whole: #4c5157; --curve: #8fc0f2;
    --pass: #7fd0a0; --fail: #ff9d95; --warning: #f0bb66; --untestable: #b9bcfa; --review: #7accdf;
    --not-applicable: #a9b0b8; --not-run: #a9b0b8; --tool-error: #eaa0da;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: break-word; }
.page { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .5rem .75rem; z-index: 1; }
.defs { position: absolute; }
h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.9rem, 1.4rem + 2.2vw, 2.75rem); letter-spacing: -.01em; }
h2 { font-size: 1.6rem; margin: 0 0 .75rem; }
h3 { font-size: 1.15rem; }
p { margin: .5rem 0; max-width: 68ch; }
.quiet, .lead { color: var(--quiet); }
.quiet { font-size: .9rem; }
main section { padding: 2.75rem 0 0; }

.masthead { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; padding: 1.1rem 0;
  border-bottom: 1px solid var(--rule); color: var(--quiet); font-size: .9rem; }
.masthead p { margin: 0; }
main section.opening { padding-top: 2.25rem; }
.opening h1 + p { margin-top: .4rem; color: var(--quiet); font-size: 1.1rem; }
.overall { display: grid; grid-template-columns: auto 1fr; align-items: center; gap: .25rem 1.1rem; margin: 1.75rem 0 2rem;
  padding: 1.1rem 0; border-top: 3px solid currentColor; border-bottom: 1px solid var(--rule); }
.overall svg { width: 2.75rem; height: 2.75rem; stroke-width: 1.6; grid-row: 1 / span 2; }
.overall strong { font: 600 1.75rem/1.15 var(--serif); }
.overall p { margin: 0; color: var(--ink); grid-column: 2; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem 3rem; align-items: start; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4rem 1.25rem; margin: 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
.facts dd span { color: var(--quiet); }
.facts dd + dd { grid-column: 2; }
.columns.reading { margin-top: 2rem; padding: 1.1rem 1.25rem; gap: 0 3rem; background: var(--panel); border-radius: 4px; }
.reading h2 { font-size: 1.15rem; margin: 0; grid-column: 1 / -1; }
.contents { margin-top: 1.75rem; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
.contents ul { display: flex; flex-wrap: wrap; gap: .25rem 1.75rem; list-style: none; margin: 0; padding: .65rem 0; }

table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; color: var(--quiet); font-size: .9rem; padding: 0 0 .4rem; }
caption.title { color: var(--ink); font-size: 1rem; font-weight: 600; padding-top: 1.1rem; }
th, td { text-align: left; vertical-align: top; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--rule);
  overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 600; font-size: .85rem; color: var(--quiet); border-bottom-color: var(--strong-rule);
  vertical-align: bottom; overflow-wrap: normal; hyphens: auto; }
tbody th { font-weight: 600; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.counts .zero { color: var(--quiet); }
.counts th { font-weight: 400; }
.counts thead th { font-weight: 600; }
.counts th, .counts td { padding-top: .32rem; padding-bottom: .32rem; }
.counts tfoot th, .counts tfoot td { border-bottom: 0; font-weight: 600; }
.clauses th { white-space: nowrap; }
.refs { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; margin: .2rem 0 0; padding: 0; font-size: .875rem; }
.refs li { display: flex; gap: .3rem; align-items: baseline; min-width: 0; }
.verdict-cell { white-space: nowrap; width: 1%; }

.v { display: inline-flex; align-items: baseline; gap: .45em; font-weight: 600; white-space: nowrap; }
.i { width: .85em; height: .85em; flex: none; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round;
  stroke-linejoin: round; align-self: center; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .warning { color: var(--warning); }
.untestable { color: var(--untestable); } .review { color: var(--review); } .tool-error { color: var(--tool-error); }
.not-applicable { color: var(--not-applicable); } .not-run { color: var(--not-run); }
.mini span, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.finding { margin: 0 0 1.5rem; padding: 1.1rem 0 0; border-top: 3px solid currentColor; }
.finding .body { color: var(--ink); }
.finding h3 { margin-top: .3rem; max-width: 56ch; font-size: 1.3rem; }
.about { color: var(--quiet); font-size: .9rem; margin: .35rem 0 1rem; max-width: none; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; }
.pair figure, .drawing { margin: 0; min-width: 0; }
.pair figcaption, .proof dt { font-size: .85rem; font-weight: 600; color: var(--quiet); margin-bottom: .25rem; }
pre { margin: 0; padding: .7rem .85rem; background: var(--panel); border-radius: 3px; font: .85rem/1.5 var(--mono);
  white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
code { font: .875em var(--mono); overflow-wrap: anywhere; }
.proof { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .4rem 1.25rem; margin: 1rem 0 0; font-size: .9rem; }
.proof dd { margin: 0; }
.proof ul { list-style: none; margin: 0; padding: 0; }
.proof li + li { margin-top: .3rem; }

.tools { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; border: 0; padding: 0; }
.tools[hidden] { display: none; }
.tools button { font: inherit; font-size: .9rem; color: var(--ink); background: transparent; border: 1px solid var(--strong-rule);
  border-radius: 3px; padding: .3rem .75rem; cursor: pointer; }
.tools button:hover { background: var(--panel); }
.tools button[aria-pressed="true"] { background: var(--ink); color: var(--ground); border-color: var(--ink); }
.scenario { border-top: 1px solid var(--rule); }
.scenario:last-of-type { border-bottom: 1px solid var(--rule); }
.scenario[hidden] { display: none; }
.scenario summary.head { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr) auto; gap: .1rem 1rem; align-items: baseline;
  padding: .8rem 0; cursor: pointer; list-style: none; }
.scenario summary.head::-webkit-details-marker { display: none; }
.scenario summary.head:hover h3 { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .15em; }
.head h3 { font: 600 1.02rem/1.4 var(--sans); }
.head .id { grid-column: 2; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
.head .turn { color: var(--quiet); width: .6rem; height: .6rem; border-right: 2px solid; border-bottom: 2px solid;
  transform: rotate(45deg) translate(-.2rem, -.1rem); }
.scenario[open] .head .turn { transform: rotate(225deg); }
.inside { padding: 0 0 2rem 9.5rem; }
details.interpretation { border-top: 1px solid var(--rule); padding: .75rem 0; }
.interpretation summary { cursor: pointer; } .interpretation summary h3 { display: inline; font: 600 1.02rem/1.4 var(--sans); } .interpretation .id { color: var(--quiet); font-size: .875rem; }
.passed summary { color: var(--quiet); font-size: .875rem; cursor: pointer; }
.measures { list-style: none; margin: .25rem 0 0; padding: 0; color: var(--quiet); font-size: .875rem; }
.measures li { display: inline; }
.measures li + li::before { content: " · "; }
.note { border-left: 3px solid var(--strong-rule); padding-left: .8rem; margin: .75rem 0; }
.decision { display: block; border-left: 3px solid currentColor; padding-left: .7rem; margin: .35rem 0; font-size: .9rem; font-weight: 400; }
.sub { display: block; color: var(--quiet); font-size: .875rem; font-weight: 400; }
.person, .exchange { color: var(--quiet); font-weight: 400; }

.drawing { margin: 1rem 0 1.5rem; }
.drawing figcaption { font-size: .9rem; font-weight: 600; margin-bottom: .4rem; }
.drawing svg { display: block; overflow: visible; font: 12px var(--sans); font-variant-numeric: tabular-nums; }
.drawing text { fill: var(--ink); }
.tick line { stroke: var(--rule); stroke-width: 1; }
.tick text { fill: var(--quiet); text-anchor: middle; }
.tick.share text { text-anchor: end; }
.bar rect { fill: var(--bar); }
.bar.whole rect { fill: var(--bar-whole); stroke: var(--strong-rule); }
.bar.error rect { fill: var(--fail); fill-opacity: .3; stroke: var(--fail); }
.bar.error rect.hatched { fill: url(#hatch); fill-opacity: 1; stroke: none; pointer-events: none; }
.hatch { stroke: var(--fail); stroke-width: 3; }
.bar .label { font-weight: 600; }
.bar .label .person { font-weight: 400; fill: var(--quiet); }
.bar .value { text-anchor: end; }
.bar.error .value { fill: var(--fail); font-weight: 600; }
.limit line { stroke: var(--ink); stroke-width: 1.25; stroke-dasharray: 4 3; }
.limit text { text-anchor: middle; font-weight: 600; }
.distribution .limit text { text-anchor: end; transform: translateX(4px); }
.curve { fill: none; stroke: var(--curve); stroke-width: 2; stroke-linejoin: round; }
.decay .look circle { fill: var(--curve); }
.decay .look text { text-anchor: middle; } .decay .after { fill: var(--quiet); } .decay .left { font-weight: 600; }
.decay .over circle, .decay .over .left { fill: var(--fail); }
.steps .row text.day { text-anchor: end; fill: var(--quiet); }
.steps .track { stroke: var(--rule); stroke-width: 1; }
.steps .dot { fill: var(--pass); }
.steps .fail .dot { fill: var(--fail); }
.steps .review .dot { fill: var(--review); }
.steps .limit-mark { fill: none; stroke: var(--ink); stroke-width: 1.5; }
.steps .today { stroke: var(--ink); stroke-width: 1.25; }
.dossier td.day { white-space: nowrap; font-variant-numeric: tabular-nums; }
.dossier .waiting { color: var(--quiet); }
.dossier .next { color: var(--ink); font-weight: 600; }
.figures summary { cursor: pointer; font-size: .9rem; color: var(--link); width: max-content; max-width: 100%; }
.figures table { margin-top: .5rem; }
.end { margin-top: 3rem; padding: 1.1rem 0 2rem; border-top: 1px solid var(--rule); color: var(--quiet); font-size: .9rem; }
.glossary + .glossary { margin-top: 1.75rem; }

@media (max-width: 46rem) {
  .columns, .pair { grid-template-columns: minmax(0, 1fr); }
  .scenario summary.head { grid-template-columns: minmax(0, 1fr) auto; }
  .head .v { grid-column: 1; } .head h3 { grid-column: 1; } .head .id { grid-column: 1; }
  .head .turn { grid-column: 2; grid-row: 1; }
  .inside { padding-left: 0; }
  .proof { grid-template-columns: minmax(0, 1fr); gap: .1rem; }
  .proof dd { margin-bottom: .6rem; }
  .facts { gap: .4rem .9rem; }
  th, td { padding-right: .6rem; }
  .counts { font-size: .9rem; }
  .counts thead th { font-size: .8rem; }
  pre { word-break: break-all; }
  .tick.odd text, .roomy { display: none; }
  .clauses thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .clauses tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem .75rem; padding: .7rem 0; border-bottom: 1px solid var(--rule); }
  .clauses th, .clauses td { border: 0; padding: 0; width: auto; }
  .clauses td.requirement { grid-column: 1 / -1; grid-row: 2; }
  .dossier thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .dossier tr { display: grid; grid-template-columns: 1fr auto; gap: .1rem .75rem; padding: .7rem 0; border-bottom: 1px solid var(--rule); }
  .dossier th, .dossier td { border: 0; padding: 0; width: auto; }
  .dossier td.day { text-align: right; }
}
@media print {
  :root { --ground: #fff; --panel: #f4f4f4; }
  html { font-size: 10pt; }
  pre { word-break: break-all; }
  .page { max-width: none; padding: 0; }
  .tools, .skip, .contents, .turn { display: none; }
  main section { padding-top: 1.25rem; }
  h2, h3, caption, figcaption { break-after: avoid; }
  .finding, .drawing, tr, .reading { break-inside: avoid; }
  .inside { padding-left: 0; }
  a { color: inherit; }
  .bar rect, .bar.error rect, .v { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
    </style>
  </xsl:template>

  <!-- Makes what the page already offers quicker to reach; without it everything can still be opened and read. -->
  <xsl:template name="script">
    <script>
(function () {
  var tools = document.querySelector('.tools');
  var scenarios = document.querySelectorAll('.scenario');
  if (!tools) { return; }
  function openAll(open) { scenarios.forEach(function (s) { s.open = open; }); }
  function reveal() {
    var target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    var scenario = target ? target.closest('.scenario') : null;
    if (scenario) { scenario.hidden = false; scenario.open = true; target.scrollIntoView(); }
  }
  tools.hidden = false;
  tools.addEventListener('click', function (event) {
    var button = event.target.closest('button');
    if (!button) { return; }
    if (button.dataset.open) { openAll(button.dataset.open === 'yes'); return; }
    tools.querySelectorAll('[data-show]').forEach(function (b) { b.setAttribute('aria-pressed', String(b === button)); });
    scenarios.forEach(function (s) { s.hidden = button.dataset.show === 'open' ? s.dataset.verdict === 'pass' : false; });
  });
  window.addEventListener('hashchange', reveal);
  window.addEventListener('beforeprint', function () { openAll(true); });
  reveal();
}());
    </script>
  </xsl:template>
</xsl:stylesheet>
