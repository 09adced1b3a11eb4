<?php
// The classes and functions of WooCommerce that the recipe calls, over the session that the test keeps.
class WC_Geolocation { static function geolocate_ip( $ip = '', $fallback = false, $api = true ) { return array( 'country' => $api ? 'XX' : 'ES', 'state' => '', 'city' => '', 'postcode' => '' ); } }
class WC_Customer {
	function __construct( public int $id ) {}
	function get_first_name() { return 'Ana </script>'; }
	function get_email() { return 'ana@example.com'; }
	function get_order_count() { return 2; }
	function get_total_spent() { return '120.50'; }
}
class WC_Product {
	function get_id() { return 42; }
	function get_sku() { return 'PARKA-1'; }
	function get_name() { return 'Parka "Lake" & more'; }
	function supports( $feature ) { return 'ajax_add_to_cart' === $feature; }
}
class Session {
	function get( $key ) { return $GLOBALS['request']['kept'][ $key ] ?? null; }
	function set( $key, $value ) { $GLOBALS['request']['kept'][ $key ] = $value; }
}
class Cart { function get_cart() { return $GLOBALS['request']['quantity'] ? array( 'k' => array( 'data' => new WC_Product(), 'quantity' => $GLOBALS['request']['quantity'] ) ) : array(); } }
class Shop { public $session; public $cart; function __construct() { $this->session = new Session(); $this->cart = new Cart(); } }
class OrderLine { function get_product() { return new WC_Product(); } function get_quantity() { return 1; } }
class Order {
	function get_items() { return array( new OrderLine() ); }
	function get_order_number() { return '1001'; }
	function get_total() { return '60.00'; }
	function get_currency() { return 'EUR'; }
}
function WC() { static $shop; return $shop ??= new Shop(); }
function wc_get_product( $id ) { return new WC_Product(); }
function wc_get_order( $id ) { return new Order(); }
function wc_get_price_to_display( $product ) { return '60.00'; }
function get_woocommerce_currency() { return 'EUR'; }
function is_product() { return 'product' === $GLOBALS['request']['page']; }
function is_cart() { return 'cart' === $GLOBALS['request']['page']; }
function is_checkout() { return in_array( $GLOBALS['request']['page'], array( 'checkout', 'thanks' ), true ); }
function is_order_received_page() { return 'thanks' === $GLOBALS['request']['page']; }
