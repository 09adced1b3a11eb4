// Who is signed in and what was ordered, kept on the device.
import { drop, load, save } from './storage.js'

export const account = () => load('maple-account')
export const signIn = ({ name, email }) => save('maple-account', { name: name.trim(), email: email.trim().toLowerCase() })
export const signOut = () => drop('maple-account')

/** Newest first. */
export const orders = () => load('maple-orders', [])
export const saveOrder = (order) => save('maple-orders', [order, ...orders().filter(({ id }) => id !== order.id)])

/** The checkout so far: the address and the way of sending. Who comes back another day goes on where they were. */
export const checkout = () => load('maple-checkout', {})
export const saveCheckout = (changes) => save('maple-checkout', { ...checkout(), ...changes })
export const dropCheckout = () => (drop('maple-checkout'), drop('maple-checkout-begun', 'session'))

/** Whether this visit has begun it already: forgotten with the tab. */
export const begun = () => load('maple-checkout-begun', false, 'session')
export const saveBegun = () => save('maple-checkout-begun', true, 'session')
