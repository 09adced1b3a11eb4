<?php
// One page of a WooCommerce shop: the markup that themes and plugins share, and the recipe's files loaded as WordPress does.
$request = json_decode( stream_get_contents( STDIN ), true );
require __DIR__ . '/wordpress.php';
require __DIR__ . '/woocommerce.php';
foreach ( $request['plugins'] as $plugin ) { require $plugin; }

if ( ! empty( $request['added'] ) ) { do_action( 'woocommerce_add_to_cart', 'k', 42, $request['added'], 0 ); }
if ( ! empty( $request['ajax'] ) || ! empty( $request['posted'] ) ) {
	echo json_encode( array( 'kept' => $request['kept'] ) );
	exit;
}

ob_start();
$classes = array( 'product' => 'single-product woocommerce woocommerce-page', 'cart' => 'woocommerce-cart', 'checkout' => 'woocommerce-checkout', 'thanks' => 'woocommerce-checkout woocommerce-order-received', 'shop' => 'archive post-type-archive-product woocommerce' );
$button = apply_filters( 'woocommerce_loop_add_to_cart_args', array( 'attributes' => array( 'data-product_id' => 42, 'data-product_sku' => 'PARKA-1', 'rel' => 'nofollow' ) ), new WC_Product() )['attributes'];
?><!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Woo</title><link rel="icon" href="data:,">
<?php do_action( 'wp_head' ); ?></head>
<body class="<?= esc_attr( ( $classes[ $request['page'] ] ?? 'home' ) . ( $request['customer'] ? ' logged-in' : '' ) ) ?>">
<a class="cart-contents" href="/cart"><span class="count"><?= $request['quantity'] ?></span></a>
<?php if ( 'shop' === $request['page'] ) { ?>
<ul class="products"><li class="product type-product post-42"><h2 class="woocommerce-loop-product__title">Parka</h2>
<a href="?add-to-cart=42" data-quantity="1" class="button product_type_simple add_to_cart_button ajax_add_to_cart"<?= attributes( $button ) ?>>Add to cart</a>
<span class="gtmkit_product_data" style="display:none" data-gtmkit_product_data='{"id":"PARKA-1","item_id":"PARKA-1","item_name":"Parka","currency":"EUR","price":60}'></span></li></ul>
<?php } elseif ( 'product' === $request['page'] ) { ?>
<div class="product type-product"><h1 class="product_title entry-title">Parka</h1><p class="price"><span class="woocommerce-Price-amount amount"><bdi>60,00&nbsp;<span class="woocommerce-Price-currencySymbol">&euro;</span></bdi></span></p>
<form class="cart" action="/product/parka" method="post"><div class="quantity"><input type="number" class="input-text qty text" name="quantity" aria-label="Quantity" value="1" min="1"></div><input type="hidden" name="gtmkit_product_data" value='{"id":"PARKA-1","item_id":"PARKA-1","item_name":"Parka","currency":"EUR","price":60}'><button type="submit" name="add-to-cart" value="42" class="single_add_to_cart_button button alt">Add to cart</button></form></div>
<script type="application/ld+json">{"@context":"https://schema.org/","@graph":[{"@type":"Product","name":"Parka","sku":"PARKA-1","offers":[{"@type":"Offer","priceSpecification":[{"@type":"UnitPriceSpecification","price":"60.00","priceCurrency":"EUR"}],"priceCurrency":"EUR"}]}]}</script>
<?php } elseif ( 'thanks' === $request['page'] ) { ?><div class="woocommerce-order"><p class="woocommerce-thankyou-order-received">Thank you.</p><?php do_action( 'woocommerce_thankyou', 1001 ); ?></div>
<?php } elseif ( 'checkout' === $request['page'] ) { ?><form name="checkout" class="checkout woocommerce-checkout"><button type="submit" id="place_order" name="woocommerce_checkout_place_order">Place order</button></form>
<?php } else { ?><h1><?= esc_attr( $request['page'] ) ?></h1><?php } ?>
<script>var wc_add_to_cart_params = {"ajax_url":"/wp-admin/admin-ajax.php","wc_ajax_url":"/?wc-ajax=%%endpoint%%","cart_url":"/cart","cart_redirect_after_add":"no"};</script>
<script src="/wp-includes/js/jquery/jquery.min.js"></script><script src="/shop.js"></script>
<?php do_action( 'wp_footer' ); ?></body></html>
<?php
echo json_encode( array( 'kept' => $request['kept'], 'html' => ob_get_clean() ) );
