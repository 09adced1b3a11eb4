// p
export const createStage = () => ({})
