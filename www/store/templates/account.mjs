// The account: sign in by name and email, kept on this device; past orders.
import { html } from './html.mjs'
import { field } from './fields.mjs'

export const account = () => ({
  title: 'Your account',
  script: 'page-account',
  private: true,
  description: 'Sign in to see your orders at Maple & Main.',
  body: html`<div class="section section-first tall">
<div class="sign-in" data-signed-out hidden>
<div class="page-head"><h1>Sign in</h1><p class="lead">No password: in this demonstration a name and an email will do, and they stay in this browser.</p></div>
<form class="form" data-sign-in novalidate>
${field('name', 'Name', { autocomplete: 'name' })}
${field('email', 'Email', { type: 'email', autocomplete: 'email' })}
<div class="form-end"><button class="button" type="submit">Sign in</button><button class="link" type="button" data-barrio-show="first-order">New here? See how a first order goes</button></div>
</form>
</div>
<div data-signed-in hidden>
<div class="page-head"><h1 data-greeting tabindex="-1">Hello</h1><p class="lead" data-account-email></p><p><button class="button button-quiet" type="button" data-sign-out>Sign out</button></p></div>
<h2 class="section-title">Orders</h2>
<p data-no-orders hidden>No orders yet. <a href="/c/outerwear.html">Coats are a good start.</a></p>
<ul class="orders" data-orders></ul>
</div>
</div>`,
})
