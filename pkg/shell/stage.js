// What the engine wants shown, on its way to the view. The view is loaded when there is something to show, and not
// before: most visits never need it.
import { module } from '../checked.js'

/**
 * `appearance` is what the store file says of `theme` and `words`; `tell` takes what the view has to say to the
 * engine, an input; `fail` a sentence.
 */
export function createStage(appearance, tell, fail) {
  let loading
  let view
  let acting = false
  // By campaign, what waits for a task of its own: deciding and building do not hold the page up together.
  const drafts = new Map()

  const load = () =>
    (loading ??= module('view.js', () => import('./view.js')).then(
      ({ createStage }) => (view = createStage({ ...appearance, tell: act })),
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
      if (drafts.get(campaign) === draft) await view.show(draft)
    } catch (error) {
      fail(`A message could not be shown: ${error.message}`)
      tell({ type: 'missing', campaign })
    }
  }

  return {
    /** Loads the view, since there may soon be something to show; whether it can be loaded is seen then. */
    prepare: () => load().catch(() => {}),
    show: build,
    hide(campaign) {
      drafts.delete(campaign)
      view?.hide(campaign)
    },
    /** Opens the store's chat, at once where that can be: browsers open a tab for nothing but a click. */
    chat(chat, unanswered) {
      const open = () => view.openChat(chat) || unanswered()
      if (view) open()
      else load().then(open).catch((error) => fail(error.message))
    },
    invalid: (...told) => view?.invalid(...told),
    clear() {
      drafts.clear()
      view?.clear()
    },
  }
}
