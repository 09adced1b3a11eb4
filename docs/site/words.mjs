// The words of the site's own controls, in Spanish; VitePress has the English ones.

export const SPANISH = {
  docFooter: { prev: 'Anterior', next: 'Siguiente' },
  outline: { level: [2, 3], label: 'En esta página' },
  returnToTopLabel: 'Arriba',
  sidebarMenuLabel: 'Páginas',
  darkModeSwitchLabel: 'Aspecto',
  lightModeSwitchTitle: 'Aspecto claro',
  darkModeSwitchTitle: 'Aspecto oscuro',
  langMenuLabel: 'Otro idioma',
  skipToContentLabel: 'Ir al contenido',
  notFound: { title: 'Aquí no hay nada', quote: 'La página no existe, o tiene otra dirección.', linkText: 'Al principio', linkLabel: 'Al principio' },
}

export const SPANISH_SEARCH = {
  button: { buttonText: 'Buscar', buttonAriaLabel: 'Buscar' },
  modal: {
    displayDetails: 'Con texto', resetButtonTitle: 'Vaciar', backButtonTitle: 'Cerrar', noResultsText: 'No hay nada con',
    footer: { selectText: 'para abrir', navigateText: 'para elegir', closeText: 'para cerrar' },
  },
}
