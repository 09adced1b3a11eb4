// Tooltips, hotspots, tours and inline messages, as the engine gives them.

const base = { locale: 'en', label: 'A message', surface: 'anchor', nodes: [] }
const heading = (text) => ({ kind: 'heading', text })
const text = (text) => ({ kind: 'text', text })
const TOUR = ['back', 'next', 'skip']

export const VIEWS = {
  tooltip: {
    ...base, campaign: 'tooltip', format: 'tooltip', anchor: '#basket', placement: 'auto',
    nodes: [text([{ text: 'Your basket is kept', strong: true }, { text: ' for thirty days, on this device.' }])],
  },
  hotspot: {
    ...base, campaign: 'hotspot', format: 'hotspot', anchor: 'li:nth-child(2) i', label: 'About the glaze',
    nodes: [heading('A glaze of our own'), text('Ash from the apple trees behind the workshop. No two plates are alike.')],
  },
  tourMiddle: {
    ...base, campaign: 'tour-middle', format: 'tour', progress: { step: 1, of: 4 }, controls: ['skip', 'next'],
    nodes: [heading('Welcome to the new shop'), text('Three things are where they were not before. It takes a minute.')],
  },
  tour: {
    ...base, campaign: 'tour', format: 'tour', anchor: '#basket', progress: { step: 2, of: 4 }, controls: TOUR, advance: 'click',
    nodes: [heading('Your basket'), text('It is kept for thirty days. Open it to go on.')],
  },
  tourList: {
    ...base, campaign: 'tour-list', format: 'tour', anchor: 'li:nth-child(6)', placement: 'right', progress: { step: 3, of: 4 }, controls: TOUR,
    nodes: [heading('Every plate by itself'), text('Look at one and see the hands that made it.')],
  },
  tourTall: {
    ...base, campaign: 'tour-tall', format: 'tour', anchor: 'ul', progress: { step: 4, of: 4 }, controls: ['back', 'done'],
    nodes: [heading('All of the plates'), text('They are sorted by what is in stock.')],
  },
  inline: {
    ...base, campaign: 'inline', format: 'inline', surface: 'inline', into: '#slot', insert: 'append', label: 'Delivery',
    nodes: [heading('Delivered to Spain in three days'), text('Free over $50.'), { kind: 'button', text: 'See how', style: 'secondary', action: 0 }],
  },
}

/** The same in Arabic, to see it from right to left. */
export const ARABIC = {
  tooltip: { ...VIEWS.tooltip, campaign: 'tooltip-ar', locale: 'ar', nodes: [text('نحفظ سلتك ثلاثين يومًا على هذا الجهاز.')] },
  hotspot: { ...VIEWS.hotspot, campaign: 'hotspot-ar', locale: 'ar', nodes: [heading('طلاء من صنعنا'), text('رماد من أشجار التفاح خلف الورشة.')] },
  tour: { ...VIEWS.tour, campaign: 'tour-ar', locale: 'ar', nodes: [heading('سلتك'), text('نحفظها ثلاثين يومًا. افتحها للمتابعة.')] },
  inline: { ...VIEWS.inline, campaign: 'inline-ar', locale: 'ar', nodes: [heading('التوصيل إلى إسبانيا في ثلاثة أيام'), text('مجانًا للطلبات فوق ٥٠ دولارًا.')] },
}
