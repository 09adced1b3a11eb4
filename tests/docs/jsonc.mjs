// JSON with comments and holes, as pages show answers: the comments go, and `…` stands for whatever is there.

/** The value of such a text. A text `"…"` and a moment `"…Z"` stay as they are: they match anything of their kind. */
export function parse(text) {
  const plain = text.split('\n').map((line) => uncommented(line)).join('\n')
  return JSON.parse(plain.replace(/,(\s*[\]}])/g, '$1'))
}

/** A line without the comment at its end; `//` within a text is none. */
function uncommented(line) {
  let inText = false
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === '"') inText = !inText
    else if (!inText && line.startsWith('//', at)) return line.slice(0, at)
  }
  return line
}
