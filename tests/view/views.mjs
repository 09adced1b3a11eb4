// Views as the engine gives them, one of each kind: what the view is looked at and tried with.

const DAY = 86_400_000
const base = { locale: 'en', label: 'A message', nodes: [] }
const heading = (text) => ({ kind: 'heading', text })
const text = (text) => ({ kind: 'text', text })
const button = (text, style, action, more) => ({ kind: 'button', text, style, action, ...more })
const MARCOS = { kind: 'agent', name: 'Marcos Rey', avatar: '/face.svg', languages: ['es', 'en'], replies: 300, text: 'Hi! Ask me anything about shipping.' }

export const VIEWS = {
  modal: {
    ...base, campaign: 'modal', format: 'modal', surface: 'overlay', label: 'Welcome',
    nodes: [
      { kind: 'image', src: '/photo.svg', alt: 'A plate', width: 800, height: 400 },
      heading('We ship to Spain, in three days'),
      text([{ text: '40 %', strong: true }, { text: ' off your first delivery. ' }, { text: 'How it works', link: '/delivery' }]),
      { kind: 'coupon', code: 'HOLA40', action: 0 },
      button('Start shopping', 'primary', 1), button('Not now', 'quiet', 2),
    ],
  },
  form: {
    ...base, campaign: 'form', format: 'form', surface: 'overlay', label: 'Newsletter',
    nodes: [
      heading('News from the kitchen table'), text('Two letters a month: recipes, new pieces, early sales.'),
      { kind: 'field', type: 'email', name: 'email', text: 'Email', required: true, placeholder: 'you@example.com', autocomplete: 'email' },
      { kind: 'consent', name: 'marketing', text: 'I agree to receive the newsletter. I can leave at any time.', required: true },
      button('Subscribe', 'primary', 0, { submit: true }), button('No, thank you', 'quiet', 1),
    ],
  },
  card: {
    ...base, campaign: 'card', format: 'card', surface: 'corner', position: 'bottom-right', teaser: 'Free shipping',
    nodes: [heading('Still thinking it over?'), text('Your basket is kept for you. Shipping is free today.'), button('See basket', 'primary', 0), button('Later', 'secondary', 1)],
  },
  cardImage: {
    ...base, campaign: 'card-image', format: 'card', surface: 'corner', position: 'top-left',
    nodes: [{ kind: 'image', src: '/photo.svg', alt: 'A plate', width: 800, height: 400 }, heading('The autumn plates are here'), text('Forty pieces, thrown by hand in Asheville.'), { kind: 'list', style: 'check', items: ['Dishwasher safe', 'Two years of guarantee'] }, button('Have a look', 'primary', 0)],
  },
  banner: {
    ...base, campaign: 'banner', format: 'banner', surface: 'edge', position: 'bottom',
    nodes: [heading('Free shipping this week'), text('On every order over $50, to all of Europe.'), button('Shop now', 'primary', 0)],
  },
  bannerTop: {
    ...base, campaign: 'banner-top', format: 'banner', surface: 'edge', position: 'top', push: true,
    nodes: [text([{ text: 'Black Friday:', strong: true }, { text: ' 20 % off everything.' }]), { kind: 'countdown', until: Date.now() + 2 * DAY + 4e6 }, button('Shop the sale', 'primary', 0)],
  },
  bannerCoupon: {
    ...base, campaign: 'banner-coupon', format: 'banner', surface: 'edge', position: 'top',
    nodes: [heading('Welcome back, Ana'), text('Ten percent off, because you came back.'), { kind: 'coupon', code: 'ANA10', action: 0 }],
  },
  teaser: { ...base, campaign: 'teaser', format: 'teaser', surface: 'corner', position: 'bottom-right', collapsed: true, teaser: '10 % for you', label: '10 % for you' },
  chat: {
    ...base, campaign: 'chat', format: 'chat', surface: 'corner', position: 'bottom-right',
    nodes: [MARCOS, button('Chat with Marcos', 'primary', 0), button('WhatsApp', 'secondary', 1)],
  },
  checklist: {
    ...base, campaign: 'checklist', format: 'checklist', surface: 'corner', position: 'bottom-right',
    nodes: [heading('Three steps to your gift'), { kind: 'task', text: 'Look at a plate', done: true }, { kind: 'task', text: 'Put something in the basket', done: false, action: 0 }, { kind: 'task', text: 'Tell us where you live', done: false }],
  },
  survey: {
    ...base, campaign: 'survey', format: 'survey', surface: 'corner', position: 'bottom-right', progress: { step: 2, of: 5 }, controls: ['back', 'next', 'skip'],
    nodes: [{ kind: 'question', type: 'text', name: 'why', text: 'What made you come to us?', hint: 'One sentence is plenty.', placeholder: 'I was looking for…' }],
  },
  countdown: {
    ...base, campaign: 'countdown', format: 'modal', surface: 'overlay',
    nodes: [heading('The sale ends soon'), { kind: 'countdown', until: Date.now() + 3 * DAY + 5e6, text: 'Everything 20 % off until Sunday.' }, { kind: 'list', style: 'number', items: ['Choose', 'Pay', 'Wait three days'] }, { kind: 'list', items: ['No minimum', [{ text: 'Free returns', strong: true }]] }, button('To the sale', 'primary', 0)],
  },
  preferences: {
    ...base, campaign: 'preferences', format: 'preferences', surface: 'overlay',
    nodes: [heading('What this browser remembers'), text('It stays on this device until you say otherwise.'), { kind: 'known', items: [{ what: 'visits', value: 12 }, { what: 'events', value: 1204 }, { what: 'orders', value: 2 }, { what: 'answers', value: 3 }, { what: 'consents', value: 1 }, { what: 'waiting', value: 0 }] }, button('Download', 'secondary', 0), button('Forget me', 'quiet', 1)],
  },
  long: {
    ...base, campaign: 'long', format: 'modal', surface: 'overlay', controls: ['back', 'next'],
    nodes: [heading('Terms of the competition'), text('Everybody may take part. '.repeat(120)), button('I understand', 'primary', 0)],
  },
}

/** The same in Arabic, to see it from right to left. */
export const ARABIC = {
  modal: { ...VIEWS.modal, campaign: 'modal-ar', locale: 'ar', label: 'مرحبا', nodes: [VIEWS.modal.nodes[0], heading('نشحن إلى إسبانيا خلال ثلاثة أيام'), text([{ text: 'خصم ٤٠٪', strong: true }, { text: ' على أول توصيل لك.' }]), { kind: 'coupon', code: 'HOLA40', action: 0 }, button('ابدأ التسوق', 'primary', 1), button('ليس الآن', 'quiet', 2)] },
  banner: { ...VIEWS.banner, campaign: 'banner-ar', locale: 'ar', nodes: [heading('شحن مجاني هذا الأسبوع'), text('لكل طلب يتجاوز ٥٠ دولارًا.'), button('تسوق الآن', 'primary', 0)] },
  chat: { ...VIEWS.chat, campaign: 'chat-ar', locale: 'ar', position: 'bottom-left', nodes: [{ ...MARCOS, name: 'ليلى حداد', languages: ['ar', 'en'], text: 'أهلاً! اسألني عن الشحن.' }, button('تحدث مع ليلى', 'primary', 0)] },
  checklist: { ...VIEWS.checklist, campaign: 'checklist-ar', locale: 'ar', position: undefined, nodes: [heading('ثلاث خطوات إلى هديتك'), { kind: 'task', text: 'شاهد طبقًا', done: true }, { kind: 'task', text: 'أضف شيئًا إلى السلة', done: false, action: 0 }] },
  survey: { ...VIEWS.survey, campaign: 'survey-ar', locale: 'ar', nodes: [{ kind: 'question', type: 'text', name: 'why', text: 'ما الذي جاء بك إلينا؟' }] },
  teaser: { ...VIEWS.teaser, campaign: 'teaser-ar', locale: 'ar', position: 'bottom-left', teaser: 'خصم ١٠٪ لك' },
  countdown: { ...VIEWS.countdown, campaign: 'countdown-ar', locale: 'ar', nodes: [heading('ينتهي التخفيض قريبًا'), VIEWS.countdown.nodes[1], { kind: 'list', style: 'check', items: ['بلا حد أدنى', 'إرجاع مجاني'] }] },
}
