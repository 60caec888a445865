/* style_sheet.c - the one style sheet of every page: screen, phone and paper, light and dark.
 *
 * Owns nothing that a reader of the page has to know: what the report says stands in elements and
 * in style attributes. The classes are those that the writer gives to keep text legible and figures
 * in line. */
#include "write.h"

const char *const rt_html_style_sheet[] = {
    /* clang-format off */
    ":root{color-scheme:light dark;--ink:#1c2126;--paper:#fff;--dim:#59636e;--line:#d1d9e0;"
    "--shade:#f3f5f8;--link:#0a58ca;--mark:#fff1a8;--ins:#dff5e3;--del:#fde4e1}",
    ".pale{background:#444b52;border-radius:.15em}",
    "@media screen and (prefers-color-scheme:dark){:root{--ink:#e4e7ea;--paper:#14171a;"
    "--dim:#9ba5af;--line:#3a424b;--shade:#20252a;--link:#8ab8ff;--mark:#5f5210;--ins:#17382a;"
    "--del:#47231f}",
    ".ink{background:#f4f4f1;border-radius:.15em}.pale{background:none}}",
    "@counter-style circled{system:fixed 0;"
    "symbols:⓪ ① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⑩ ⑪ ⑫ ⑬ ⑭ ⑮ ⑯ ⑰ ⑱ ⑲ ⑳ ㉑ ㉒ ㉓ ㉔ ㉕ ㉖ ㉗ ㉘ ㉙ ㉚ ㉛ ㉜ ㉝ ㉞ ㉟ ㊱ ㊲ ㊳ ㊴ ㊵ "
    "㊶ ㊷ ㊸ ㊹ ㊺ ㊻ ㊼ ㊽ ㊾ ㊿;suffix:\" \"}",
    "@counter-style cjk-parenthesized{system:extends simp-chinese-informal;prefix:\"（\";"
    "suffix:\"）\"}",
    "*{box-sizing:border-box}",
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%;background:var(--paper);"
    "color:var(--ink);font:1rem/1.65 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto "
    "Sans\",\"PingFang SC\",\"Hiragino Sans GB\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\""
    "Source Han Sans SC\",\"WenQuanYi Micro Hei\",sans-serif}",
    ":lang(ja){font-family:system-ui,\"Hiragino Sans\",\"Yu Gothic\",Meiryo,\"Noto Sans CJK "
    "JP\",sans-serif}",
    ":lang(ko){font-family:system-ui,\"Apple SD Gothic Neo\",\"Malgun Gothic\",\"Noto Sans CJK "
    "KR\",sans-serif}",
    ":lang(zh-TW),:lang(zh-HK),:lang(zh-Hant){font-family:system-ui,\"PingFang TC\",\"Microsoft "
    "JhengHei\",\"Noto Sans CJK TC\",sans-serif}",
    "body{max-width:58rem;margin:0 auto;padding:2rem clamp(1rem,4vw,3rem) 4rem;"
    "overflow-wrap:break-word}",
    "h1,h2,h3,h4,h5,h6,[role=heading]{line-height:1.3;margin:1.6em 0 .6em;font-weight:650;"
    "text-wrap:balance}",
    "h1{font-size:1.7rem}h2{font-size:1.4rem}h3{font-size:1.2rem}h4{font-size:1.05rem}"
    "h5,h6,[role=heading]{font-size:1rem}",
    "h6{color:var(--dim)}",
    "h1.title{font-size:2rem;margin:0 0 1em}"
    "body>section:first-child>h1:first-child{margin-top:0}",
    ".section-number,.heading-number{color:var(--dim);margin-inline-end:.35em;"
    "font-variant-numeric:tabular-nums}",
    "p{margin:.7em 0}ul,ol{margin:.7em 0;padding-inline-start:2.2em}li{margin:.25em 0}",
    "[style*=cjk-],[style*=chinese]{padding-inline-start:2.8em}",
    "[style*=cjk-parenthesized],[style*=roman],ul:has(>[style*=\"type:'\"]),"
    "ol:has(>[style*=\"type:'\"]){padding-inline-start:4em}",
    "li>p:first-child,td>p:first-child,th>p:first-child,dd>p:first-child{margin-top:0}",
    "td>p:last-child,th>p:last-child{margin-bottom:0}",
    ".task-list-item{list-style:none}.task-list-item>input{margin:0 .5em 0 -1.4em}",
    "dl{margin:.9em 0}dt{font-weight:650}dd{margin:.2em 0 .7em;margin-inline-start:1.6em}",
    "a{color:var(--link);text-underline-offset:.15em}a:not([href]){color:inherit}",
    "mark{background:var(--mark);color:inherit}ins{background:var(--ins)}"
    "del{background:var(--del)}",
    "p[style*=background]{padding:.35em .7em;border-radius:.2em}",
    "code,pre{font-family:ui-monospace,SFMono-Regular,Consolas,\"DejaVu Sans Mono\",\"Noto Sans "
    "Mono CJK SC\",monospace;font-size:.92em}",
    "code{background:var(--shade);border-radius:.25em;padding:.08em .3em}",
    "pre{background:var(--shade);border-radius:.4em;padding:.9em 1.1em;overflow-x:auto;"
    "line-height:1.5;tab-size:4}",
    "pre code{background:none;padding:0;font-size:inherit}",
    "blockquote{margin:1em 0;padding:.1em 0 .1em 1.1em;padding:.1em 0;"
    "padding-inline-start:1.1em;border-inline-start:.25em solid var(--line);color:var(--dim)}",
    "aside{margin:1.1em 0;padding:.4em 1.1em;border:1px solid var(--line);border-radius:.4em;"
    "background:var(--shade)}",
    "hr{border:0;border-top:1px solid var(--line);margin:2em 0}",
    "img{max-width:100%;height:auto}figure{margin:1.3em 0}figcaption,caption{color:var(--dim);"
    "font-size:.92em;text-align:start;padding:.35em 0}",
    "sub,sup{line-height:0}rt{font-size:.6em}math{font-size:1.05em}annotation{display:none}"
    "math[display=block]{margin:.8em 0}",
    ".wide{overflow-x:auto;margin:1.1em 0}.wide .wide{margin:0}",
    "@media screen and (min-width:66rem){:root:not([dir=rtl]) :is(body,"
    "section)>.wide{width:min-content;min-width:100%;max-width:calc(100vw - 6rem);"
    "position:relative;left:50%;transform:translateX(-50%)}}",
    "table{border-collapse:collapse;font-size:.94em;line-height:1.5;margin:0}"
    "td table{margin:.3em 0}",
    "tr{vertical-align:top}th,td{border:1px solid var(--line);padding:.4em .65em;"
    "text-align:start;vertical-align:inherit}",
    "th{font-weight:650}thead th,thead td{background:var(--shade);vertical-align:bottom}",
    "tfoot td,tfoot th{border-top:2px solid var(--line)}",
    ".to-start{text-align:start}.to-center{text-align:center}.to-end{text-align:end}"
    ".to-justify{text-align:justify}",
    ".to-left{text-align:left}.to-right{text-align:right}",
    ".n{font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".n:not([class*=to-]){text-align:end}",
    ".on-light .ink,.on-dark .pale{background:none}.on-light,.on-light a{color:#15181b}"
    ".on-dark,.on-dark a{color:#f6f7f8}.on-light a,.on-dark a{text-decoration:underline}",
    "[style*=\"break-after:page\"]{display:block}",
    "[role=doc-noteref],[role=doc-backlink]{text-decoration:none}"
    "[role=doc-noteref] sup{font-size:.75em;padding:0 .1em}",
    "[role=doc-endnotes],.facts{margin-top:3em;padding-top:.6em;"
    "border-top:1px solid var(--line);font-size:.92em}",
    "[role=doc-endnotes]>ol>li>p:last-of-type{display:inline}:target{background:var(--mark)}",
    "@media (max-width:40rem){body{padding-top:1.2rem}h1{font-size:1.45rem}"
    "h1.title{font-size:1.6rem}h2{font-size:1.25rem}ul,ol{padding-inline-start:1.6em}"
    ".wide td,.wide th{min-width:5.2em}.wide td:has(>ul,>ol,>p,>dl,>div){min-width:12em}}",
    "@page{margin:18mm 16mm}",
    "@media print{html{font-size:10.5pt;line-height:1.5}body{max-width:none;padding:0}"
    ".wide,pre{overflow:visible}pre{white-space:pre-wrap}",
    "thead{display:table-header-group}tfoot{display:table-row-group}"
    "tr,img,figure,pre,aside{break-inside:avoid}"
    "h1,h2,h3,h4,h5,h6,[role=heading],caption,dt{break-after:avoid}p,li{orphans:2;widows:2}",
    ".on-light,.on-dark,.ink,.pale,mark{-webkit-print-color-adjust:exact;"
    "print-color-adjust:exact}a{color:inherit}[role=doc-backlink]{display:none}}",
    /* clang-format on */
    NULL};
