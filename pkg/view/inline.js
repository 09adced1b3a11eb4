// Messages that stand in an element of the page.

export const inline = { tag: 'section', mount: (surface, stage) => stage.enter(surface) }
