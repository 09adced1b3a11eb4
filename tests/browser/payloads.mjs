// Script in every string: what an attacker would write into a store file, put into each of its places.

/** What each of them would do, if it ran. */
const DEED = 'window.deed=1'

export const PAYLOADS = [
  `<img src=x onerror="${DEED}">`,
  `</style></script><script>${DEED}</script><svg onload="${DEED}">`,
  `javascript:${DEED}//`,
  `[here](javascript:${DEED}) **<b onclick="${DEED}">there</b>**`,
  ` JaVa\tScRiPt:${DEED}//`,
  `{{ constructor.constructor("${DEED}")() }}`,
  `"><iframe srcdoc="<script>parent.${DEED}</script>"></iframe>`,
  `data:text/html,<script>${DEED}</script>`,
]

/** The paths of all strings in a value. */
export function strings(value, path = []) {
  if (typeof value === 'string') return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, [...path, key]))
}

/** A copy of a value with something else at that path. */
export function replaced(value, [key, ...rest], put) {
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[key] = rest.length === 0 ? put : replaced(value[key], rest, put)
  return copy
}

/** A copy with `put` in place of every string. */
export const replacedAll = (value, put) => strings(value).reduce((copy, path) => replaced(copy, path, put), value)

/** Two copies of the campaign for each of its strings, each with an id of its own: every payload has its turn. */
export const variations = (campaign, payloads) =>
  strings(campaign).flatMap((path, at) =>
    [at, at + 1].map((number) => ({
      ...replaced(campaign, path, payloads[number % payloads.length]),
      id: path[0] === 'id' ? payloads[number % payloads.length] : [campaign.id, number - at, ...path].join('-'),
    })),
  )
