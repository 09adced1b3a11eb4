// What the engine wants shown, on its way to the view. The view is loaded when there is something to show, and not
// before: most visits never need it.

/** What a stage can be told: the names under which the engine asks for them. */
export const CUES = ['look', 'show', 'hide', 'invalid']

/**
 * `tell` takes what the view has to say to the engine, an input object; `fail` an error.
 */
export function createStage(tell, fail) {
  let look = {}
  let loading
  let view
  let acting = false
  // By campaign, what waits for a task of its own: deciding and building do not hold the page up together.
  const drafts = new Map()

  const load = () =>
    (loading ??= import('./view.js').then(
      (module) => (view = module.createStage({ ...look, tell: act })),
      (error) => {
        loading = undefined
        throw error
      },
    ))

  /** What the visitor does is answered at once. */
  function act(input) {
    acting = true
    try {
      tell(input)
    } finally {
      acting = false
    }
  }

  async function build(draft) {
    const { campaign } = draft
    drafts.set(campaign, draft)
    try {
      if (!(view && acting)) await Promise.all([load(), new Promise((resolve) => setTimeout(resolve))])
      // Taken back, or another in its place, while it waited.
      if (drafts.get(campaign) === draft) view.show(draft)
    } catch (error) {
      fail({ message: `A message could not be shown: ${error.message}` })
      tell({ type: 'missing', campaign })
    }
  }

  return {
    look: (told) => (look = told),
    show: build,
    hide(campaign) {
      drafts.delete(campaign)
      view?.hide(campaign)
    },
    invalid: (told) => view?.invalid(...told),
    clear() {
      drafts.clear()
      view?.clear()
    },
  }
}
