// The page after an order: thanks, what is packed, and the one `purchase` event.
import catalog from './catalog.js'
import { ecommerce, itemsOf } from './analytics.js'
import { find, show } from './dom.js'
import { orders, saveOrder } from './people.js'
import { showMini, showTotals } from './summary.js'

function report(order) {
  if (order.reported) return
  const { id, total, shipping, coupon, lines } = order
  ecommerce('purchase', itemsOf(lines), { transaction_id: id, value: total, tax: 0, shipping, ...(coupon && { coupon }) })
  saveOrder({ ...order, reported: true })
}

function sending({ method, country }) {
  const where = country === catalog.store.country ? '' : `, to ${catalog.countries[country]}`
  return `${method.name}${where}: ${method.note[0].toLowerCase()}${method.note.slice(1)}.`
}

const [order] = orders()
show('[data-order]', Boolean(order))
show('[data-no-order]', !order)
if (order) {
  find('[data-order-number]').textContent = order.id
  find('[data-order-thanks]').textContent = `Thank you, ${order.name}`
  find('[data-order-line]').textContent = `We are packing it in Chicago. ${sending(order)} The receipt would go to ${order.email}.`
  showTotals(order)
  showMini(order.lines)
  report(order)
}
