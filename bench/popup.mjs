// What barrio is compared with on the page: the least that a shop could build by itself, one popup with Preact.
// It says the same as `MESSAGE` of pages.mjs, comes when the page is read, and can be closed. It knows nobody, keeps
// nothing and sends nothing.
import { h, render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import message from 'message'

function Popup({ heading, text, code, close, go }) {
  const [open, setOpen] = useState(true)
  const dialog = useRef(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
  }, [open])
  if (!open) return null
  const end = () => setOpen(false)
  return h('dialog', { ref: dialog, class: 'popup', 'aria-labelledby': 'popup-heading', onClose: end }, [
    h('button', { class: 'popup-close', 'aria-label': close, onClick: end }, '×'),
    h('h2', { id: 'popup-heading' }, heading),
    h('p', null, text),
    h('code', null, code),
    h('button', { onClick: end }, go),
  ])
}

const place = document.createElement('div')
document.body.append(place)
render(h(Popup, message), place)
