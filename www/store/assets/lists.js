// Tells the data layer which lists of products were seen, and what was chosen from them.
import { ecommerce, item } from './analytics.js'
import { productOf } from './cart.js'
import { findAll } from './dom.js'

const dataOf = (list) => ({ item_list_id: list.dataset.listId, item_list_name: list.dataset.listName })

function reportList(list) {
  const skus = findAll('[data-sku]', list).map((link) => link.dataset.sku)
  ecommerce('view_item_list', skus.map((sku, index) => item(productOf(sku), { index })), dataOf(list))
  list.addEventListener('click', (event) => {
    const sku = event.target.closest('[data-sku]')?.dataset.sku
    if (sku) ecommerce('select_item', [item(productOf(sku), { index: skus.indexOf(sku) })], dataOf(list))
  })
}

export const reportLists = () => findAll('[data-list-id]').forEach(reportList)
