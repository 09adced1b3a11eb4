// Tooltips, hotspots, tours and inline messages, as the engine gives them.

export const VIEWS = {}
export const ARABIC = {}
