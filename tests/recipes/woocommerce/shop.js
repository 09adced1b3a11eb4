// What the shop's own scripts do with the cart in a list of products: put the product in by AJAX, and tell jQuery's listeners.
jQuery(($) => {
  $(document.body).on('click', '.ajax_add_to_cart', function (event) {
    event.preventDefault()
    const button = $(this).addClass('loading')
    $.post(wc_add_to_cart_params.wc_ajax_url.replace('%%endpoint%%', 'add_to_cart'), { product_id: button.data('product_id'), quantity: button.data('quantity') }, (answer) => {
      button.removeClass('loading').addClass('added')
      $.each(answer.fragments, (selector, html) => $(selector).replaceWith(html))
      $(document.body).trigger('added_to_cart', [answer.fragments, answer.cart_hash, button])
    })
  })
})
