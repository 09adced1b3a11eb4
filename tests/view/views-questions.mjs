// Fields and questions of every type, as the engine gives them.

const survey = (campaign, nodes, more) => ({
  campaign, nodes, format: 'survey', surface: 'corner', position: 'bottom-right', locale: 'en', label: 'A survey',
  progress: { step: 2, of: 5 }, controls: ['back', 'next'], ...more,
})
const form = (campaign, nodes, more) => ({
  campaign, format: 'form', surface: 'overlay', locale: 'en', label: 'A form', ...more,
  nodes: [{ kind: 'heading', text: more?.label ?? 'Tell us about you' }, ...nodes, { kind: 'button', text: more?.send ?? 'Send', style: 'primary', action: 0, submit: true }],
})
const question = (type, text, more) => ({ kind: 'question', type, name: type, text, ...more })
const field = (type, text, more) => ({ kind: 'field', type, name: type, text, ...more })
const options = (...texts) => texts.map((text, at) => ({ value: 'abcdefgh'[at], text }))

const LONG = 'I was looking for something else, and this came up, among many other things that I cannot quite recall'
const PLATES = ['Stoneware', 'Porcelain', 'Enamel', 'Wood'].map((text, at) => ({ value: 'abcd'[at], text, image: ['/photo.svg', '/face.svg'][at % 2] }))
const MATTERS = options('Price', 'Fast delivery', 'Made to last', 'That somebody answers when I ask')

export const VIEWS = {
  nps: survey('nps', [question('nps', 'How likely are you to recommend us to a friend?', { low: 'Not at all likely', high: 'Extremely likely', required: true })]),
  rating: survey('rating', [question('rating', 'How was the delivery?', { low: 'Slow', high: 'Fast' })]),
  ratingNumbers: survey('rating-numbers', [question('rating', 'How do you like the new shop?', { steps: 10, style: 'numbers' })]),
  ratingStars: survey('rating-stars', [question('rating', 'And how many stars are these?', { steps: 11, low: 'None', high: 'All' })]),
  csat: survey('csat', [question('csat', 'How happy are you with your order?', { hint: 'Think of the parcel, and of what was in it.', low: 'Unhappy', high: 'Happy' })]),
  ces: survey('ces', [question('ces', 'It was easy to find what I was looking for.', { low: 'Strongly disagree', high: 'Strongly agree' })]),
  single: survey('single', [question('single', 'What brought you here?', { options: options('A friend', 'An advertisement', LONG), other: 'Something else', required: true })]),
  multi: survey('multi', [question('multi', 'What do you cook with?', { hint: 'Choose all that apply.', options: options('Gas', 'Induction', 'Fire'), other: 'Something else' })]),
  picture: survey('picture', [question('picture', 'Which of these would be on your table?', { options: PLATES })]),
  pictures: survey('pictures', [question('picture', 'Which of these would you buy?', { options: PLATES, multiple: true, name: 'pictures' })]),
  ranking: survey('ranking', [question('ranking', 'What matters most to you? Put it first.', { options: MATTERS })]),
  text: survey('text', [question('text', 'What could we do better?', { placeholder: 'Be as frank as you like' })]),
  email: survey('email', [question('email', 'Where may we write to you?', { placeholder: 'you@example.com', required: true })]),
  page: survey('page', [
    question('rating', 'How was the delivery?', { value: 4 }),
    question('nps', 'Would you recommend us?', { value: 9 }),
    question('csat', 'How happy are you with us?', { value: 4 }),
    question('multi', 'What do you cook with?', { options: options('Gas', 'Induction'), other: 'Something else', value: ['a', 'other'] }),
    question('picture', 'Which one?', { options: PLATES, value: 'b' }),
    question('ranking', 'What matters most?', { options: MATTERS, value: ['c', 'a', 'b', 'd'] }),
  ], { position: 'center', surface: 'overlay', progress: undefined, controls: ['send'] }),
  fields: form('fields', [
    field('email', 'Email', { required: true, placeholder: 'you@example.com', autocomplete: 'email' }),
    field('phone', 'Phone', { country: 'ES', hint: 'Only for questions about your order.' }),
    field('text', 'First name', { autocomplete: 'given-name' }),
    field('select', 'Size', { options: options('Small', 'Medium', 'Large') }),
    field('date', 'Date of birth', { autocomplete: 'bday' }),
  ]),
  moreFields: form('more-fields', [
    field('choices', 'Write to me about', { options: options('New pieces', 'Offers', 'Recipes') }),
    field('textarea', 'Message', { placeholder: 'What would you like to know?' }),
    field('checkbox', 'It is a gift'),
    { kind: 'consent', name: 'marketing', text: 'I agree to receive the newsletter. I can leave at any time.', required: true },
  ]),
}

/** The same in Arabic, to see it from right to left. */
export const ARABIC = {
  nps: { ...VIEWS.nps, campaign: 'nps-ar', locale: 'ar', nodes: [question('nps', 'ما مدى احتمال أن توصي بنا لصديق؟', { low: 'غير محتمل', high: 'محتمل جدًا', required: true, value: 7 })] },
  page: {
    ...VIEWS.page, campaign: 'page-ar', locale: 'ar',
    nodes: [
      question('rating', 'كيف كان التوصيل؟', { value: 2 }),
      question('csat', 'ما مدى رضاك عنا؟', { low: 'غير راضٍ', high: 'راضٍ', value: 4 }),
      question('single', 'كيف وجدتنا؟', { options: options('صديق', 'إعلان'), other: 'شيء آخر', value: 'other' }),
      question('ranking', 'ما الأهم بالنسبة لك؟', { options: options('السعر', 'سرعة التوصيل', 'الجودة') }),
    ],
  },
  fields: form('fields-ar', [
    field('email', 'البريد الإلكتروني', { required: true, placeholder: 'you@example.com' }),
    field('phone', 'الهاتف', { country: 'SA' }),
    field('select', 'المقاس', { options: options('صغير', 'متوسط', 'كبير') }),
    field('date', 'تاريخ الميلاد', { autocomplete: 'bday' }),
    field('choices', 'راسلوني بخصوص', { options: options('القطع الجديدة', 'العروض') }),
  ], { locale: 'ar', label: 'أخبرنا عنك', send: 'إرسال' }),
}
