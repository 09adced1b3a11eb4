// Reads and writes JSON in the browser's storage; a browser that refuses keeps it for this page only.
const memory = new Map()

function area(kind) {
  try {
    return kind === 'session' ? sessionStorage : localStorage
  } catch {
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, text) => memory.set(key, text), removeItem: (key) => memory.delete(key) }
  }
}

export function load(key, otherwise, kind = 'local') {
  try {
    return JSON.parse(area(kind).getItem(key)) ?? otherwise
  } catch {
    return otherwise
  }
}

export function save(key, value, kind = 'local') {
  try {
    area(kind).setItem(key, JSON.stringify(value))
  } catch {
    memory.set(key, JSON.stringify(value))
  }
}

export const drop = (key, kind = 'local') => area(kind).removeItem(key)
