// Who is logged in, by a cookie.
export const customerOf = async (cookies) => (cookies.get('customer')?.value === '7' ? { id: 7, first_name: 'Ana </script>' } : null)
export const PARKA = { id: 'PARKA-1', name: 'Parka', price: 60, currency: 'EUR' }
export const ITEMS = { currency: 'EUR', value: 60, items: [{ item_id: 'PARKA-1', item_name: 'Parka', price: 60, quantity: 1 }] }
