// A page of the shop.
import Link from 'next/link'
import { Track } from '../barrio.jsx'
import { AddToCart } from '../add-to-cart.jsx'
import { ITEMS, PARKA } from '../../lib/shop.js'

const EVENT = 'purchase'

export default function Page() {
  return (
    <main>
      <h1>Thanks</h1>
      <nav><Link href="/parka">Parka</Link> <Link href="/checkout">Checkout</Link> <Link href="/thanks">Pay</Link></nav>
      {EVENT === 'view_item' && <AddToCart item={PARKA} />}
      {EVENT && <Track event={EVENT} properties={EVENT === 'purchase' ? { ...ITEMS, transaction_id: 'T-7' } : ITEMS} />}
    </main>
  )
}
