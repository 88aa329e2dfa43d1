#pragma once

#include <string_view>

namespace digue::paper {

/// Points are those of paper/pdf_style.h. The footer stands on every printed page: the foot of the table, which
/// browsers repeat, keeps its place free.
inline constexpr std::string_view html_style = R"(
@page { size: A4; margin: 16mm 19mm 12mm }
* { box-sizing: border-box }
html { background: #fff; color: #000; font: 11pt/1.34 Lato, "Liberation Sans", Arial, sans-serif }
body { margin: 0 auto; max-width: 172mm; padding: 8mm 0 }
.frame { display: table; width: 100% } .flow { display: table-row-group } .foot { display: table-footer-group }
.foot div { height: 14mm }
footer { font-size: 8.5pt; border-top: .6pt solid #000; padding-top: 1.5mm; display: flex;
  justify-content: space-between }
h1 { font-size: 29pt; font-weight: 900; line-height: 1.1; margin: 0; letter-spacing: -.01em }
.subtitle { font-size: 13pt; margin: 1.5mm 0 0 } .stamp { border: 1.6pt solid #000; font-weight: 900;
  letter-spacing: .12em; padding: .6mm 3mm; float: right; font-size: 11pt }
header { border-bottom: 2.4pt solid #000; padding-bottom: 4mm; margin-bottom: 5mm }
h2 { font-size: 14.5pt; font-weight: 900; margin: 5.4mm 0 1.6mm; break-after: avoid }
p { margin: 0 0 2.4mm } ol { margin: 0; padding: 0; list-style: none; counter-reset: step }
ol > li { counter-increment: step; position: relative; padding-left: 9mm; margin-bottom: 2.6mm; break-inside: avoid }
ol > li::before { content: counter(step); position: absolute; left: 0; top: .2mm; width: 6mm; height: 6mm;
  border: 1.1pt solid #000; border-radius: 50%; text-align: center; font-weight: 700; font-size: 9.5pt; line-height: 5.4mm }
code { display: block; font: 8.8pt/1.35 "DejaVu Sans Mono", "Liberation Mono", monospace; border-left: 2pt solid #000;
  padding: .8mm 0 .8mm 3mm; margin-top: 1.2mm; overflow-wrap: anywhere; text-indent: -5mm; padding-left: 8mm }
code + code { margin-top: 0 } code { white-space: pre-wrap } code span { display: inline-block; max-width: 100%; text-indent: 0 }
table { width: 100%; border-collapse: collapse; margin: 0 0 3mm }
th { text-align: left; font-size: 9pt; font-weight: 700; border-bottom: 1.2pt solid #000; padding: 1mm 3mm 1mm 0 }
td { vertical-align: top; border-bottom: .5pt solid #000; padding: 1.1mm 3mm 1.1mm 0; overflow-wrap: anywhere }
td:first-child { font-weight: 700 } tr { break-inside: avoid }
.key { display: table; width: 100%; border-collapse: collapse; border: 1.6pt solid #000; margin: 0 0 4mm;
  break-inside: avoid } .key div { display: table-row }
.key div > * { display: table-cell; vertical-align: baseline; padding: .9mm 0; border-bottom: .5pt solid #000 }
.key span { width: 17mm; padding-left: 6mm; font-size: 10pt } .key b { font: 700 27pt/1.2 "DejaVu Sans Mono", monospace }
.key i { font-style: normal; font-size: 16pt; text-align: right; padding-right: 6mm }
.code { display: flex; align-items: center; margin: 0 0 4mm; break-inside: avoid }
.code svg { flex: none; display: block } .code p { margin: 0 0 0 7mm } .code strong { display: block; font-size: 12pt }
.boxes { list-style: none; padding: 0; margin: 0; break-inside: avoid } .boxes li { padding-left: 9mm; position: relative;
  margin-bottom: 2.6mm; break-inside: avoid } .boxes li::before { content: ""; position: absolute; left: 0; top: .6mm;
  width: 4.4mm; height: 4.4mm; border: 1.1pt solid #000 }
.write { display: flex; align-items: flex-end; height: 10mm; break-inside: avoid }
.write::after { content: ""; flex: 1; margin-left: 3mm; border-bottom: .8pt solid #000 }
.notice { border: 1.6pt solid #000; border-left-width: 7pt; padding: 3mm 5mm; margin: 0 0 4mm; break-inside: avoid }
.notice strong { display: block; font-size: 12pt; margin-bottom: .6mm } .notice p { margin: 0 }
.statement { font-size: 19pt; font-weight: 900; line-height: 1.2; margin: 0 0 3mm }
.new-page { break-before: page }
@media print { body { padding: 0; max-width: none } footer { position: fixed; bottom: 0; left: 0; right: 0 }
  .stamp { position: fixed; top: 0; right: 0; background: #fff } }
@media screen { footer { margin-top: 8mm } .foot { display: none } }
)";

}  // namespace digue::paper
