// Fields and questions of every type, as the engine gives them.

export const VIEWS = {}
export const ARABIC = {}
