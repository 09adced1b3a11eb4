// What the shops of these tests say: one form, which makes a page load every part of the package.

/** The store file of a shop whose CRM is at this address. */
export const storeFile = (crm) => ({
  version: 1,
  store: { name: 'A store', country: 'ES', locale: 'es-ES', currency: 'EUR' },
  consent: { default: 'granted' },
  campaigns: [
    {
      id: 'hello',
      format: 'form',
      // Recorded by the page itself, through the module or a hook.
      trigger: 'built_by',
      content: {
        es: {
          blocks: [
            { heading: 'Hola' },
            // The codes of countries are a file of their own.
            { field: 'phone', label: 'Teléfono', required: false },
            { field: 'email', label: 'Correo' },
            { consent: 'marketing', text: 'Quiero que me escriban.' },
            { button: 'Enviar', do: 'subscribe' },
          ],
          thanks: [{ heading: 'Gracias' }],
        },
      },
    },
  ],
  // A row that is not in the widget: a file of the package, which the page fetches.
  crm: [{ type: 'customerio', url: `${crm}/collect`, writeKey: 'public' }],
  share: ['built_by'],
})
