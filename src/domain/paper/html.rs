//! The frame of an HTML page: its head, its style for screen and print, and its foot. No script, nothing from outside.
//!
//! Does not belong here: what stands on the page.

use super::escape;

/// A box to tick by hand; where styles are not shown it reads `[ ]`.
pub(super) const BOX: &str = "<span class=\"mark box\">[ ]</span>";

/// US Letter, black on white; chunks, items and letters stay whole where they fit on a page.
const STYLE: &str = "\
@page { size: letter; margin: 0.75in; }
* { box-sizing: border-box; }
html { color: #000; background: #fff; }
body { max-width: 7in; margin: 0 auto; padding: 0.25in; font: 11pt/1.4 Georgia, 'Times New Roman', serif; overflow-wrap: anywhere; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 0.12in; }
h2 { font-size: 13pt; margin: 0.25in 0 0.08in; border-bottom: 1px solid #000; }
h3 { font-size: 11pt; margin: 0.15in 0 0.05in; }
p { margin: 0.06in 0; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 0.05in; padding-left: 0.34in; text-indent: -0.34in; }
li > div { text-indent: 0; }
.mark { display: inline-block; min-width: 0.3in; text-indent: 0; font-family: 'Courier New', monospace; font-weight: bold; }
.box { width: 0.15in; min-width: 0; height: 0.15in; margin: 0 0.15in 0 0; border: 1.5px solid #000; font-size: 0; vertical-align: -0.02in; }
.under { font-size: 10pt; }
pre { font: 10pt/1.4 'Courier New', monospace; white-space: pre-wrap; border: 1px solid #000; padding: 0.12in; margin: 0.06in 0; }
table { border-collapse: collapse; margin: 0.06in 0; font-size: 10pt; }
th, td { border: 1px solid #000; padding: 0.02in 0.08in; text-align: left; }
s { text-decoration: line-through; }
article + article { margin-top: 0.5in; }
@media print {
  body { max-width: none; margin: 0; padding: 0; }
  article + article { margin-top: 0; break-before: page; }
  section, li, pre { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}
";

/// Returns a whole page around what stands in its body.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<article>\n{body}</article>\n</body>\n</html>\n",
        escape::html(title)
    )
}
