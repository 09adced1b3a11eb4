// What the visitor does with what is shown. One listener serves every event of every control.
import { copy, share } from './blocks.js'
import { explain, values } from './values.js'

/** All that is listened for, in every root of ours. */
export const EVENTS = ['animationend', 'cancel', 'click', 'close', 'error', 'focusin', 'input', 'keydown', 'pointerdown', 'submit']

/**
 * Others that want to hear: each is given the event, the surface it was in, and the stage; what gives true has handled it.
 */
export const parts = []

/** Whether the pointer last went down beside a dialog's panel. */
let besidePanel = false

export function hear(event, stage) {
  const { target, type } = event
  // The page must never navigate, and the engine decides when a dialog closes.
  if (type === 'submit' || type === 'cancel') event.preventDefault()
  if (type === 'animationend' && target.inert) stage.remove(target)
  const surface = stage.of(target)
  if (!surface || parts.some((part) => part(event, surface, stage))) return
  HEAR[type]?.(event, surface, stage)
}

const HEAR = {
  click({ target }, surface, stage) {
    // The dialog itself is the dim around its panel. Both ends of the click count: marking text may end out there,
    // and a tap meant for the page may begin there.
    if (isDim(target, surface)) return besidePanel && dismiss(surface, stage)
    const control = target.closest('button,a')
    if (!control) return
    if (control === surface.close) return dismiss(surface, stage)
    const say = (words) => stage.say(surface, words)
    if (control.matches('.copy')) copy(control, say)
    if (control.dataset.share) share(control, say)
    if (control.type !== 'submit') act(control, surface, stage)
  },
  submit: ({ target, submitter }, surface, stage) => act(submitter ?? target.querySelector('[type=submit]'), surface, stage),
  pointerdown({ target }, surface) {
    besidePanel = isDim(target, surface)
  },
  cancel: (_, surface, stage) => dismiss(surface, stage),
  // The browser may close a dialog without asking, such as at a second Escape.
  close: (_, surface, stage) => dismiss(surface, stage),
  keydown({ key, isComposing }, surface, stage) {
    if (key === 'Escape' && !isComposing && !surface.element.close) dismiss(surface, stage)
  },
  // What is wrong is no longer said once the visitor changes it.
  input: ({ target }, surface) => explain(surface, target.closest('[data-field]')?.dataset.field, ''),
  // A picture that does not load leaves; unless it has words, which the browser then shows.
  error: ({ target }) => target.alt === '' && target.remove(),
  // Where the focus came from is where it goes back to.
  focusin({ relatedTarget }, surface) {
    if (relatedTarget && !surface.element.contains(relatedTarget)) surface.back = relatedTarget
  },
}

const isDim = (target, { element }) => target === element && !!element.close

const dismiss = ({ view }, { tell }) => tell({ type: 'dismiss', campaign: view.campaign })

function act(control, surface, { tell }) {
  const { action } = control?.dataset ?? {}
  if (action == null) return
  tell({ type: 'act', campaign: surface.view.campaign, action: isNaN(action) ? action : +action, fields: values(surface) })
}
