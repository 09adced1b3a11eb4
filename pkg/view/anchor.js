// Tooltips, hotspots and tour steps: what points at an element of the page.

export const anchor = { tag: 'section', mount: (surface, stage) => stage.enter(surface) }
