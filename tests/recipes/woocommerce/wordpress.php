<?php
// The functions of WordPress that the recipe calls, as far as it calls them, with their names and arguments.
function add_filter( $hook, $do, $priority = 10, $arguments = 1 ) { $GLOBALS['hooks'][ $hook ][] = array( $do, $arguments ); }
function add_action( ...$all ) { add_filter( ...$all ); }
function do_action( $hook, ...$values ) { foreach ( $GLOBALS['hooks'][ $hook ] ?? array() as [ $do, $n ] ) { $do( ...array_slice( $values, 0, $n ) ); } }
function apply_filters( $hook, $value, ...$more ) {
	foreach ( $GLOBALS['hooks'][ $hook ] ?? array() as [ $do, $n ] ) { $value = $do( ...array_slice( array( $value, ...$more ), 0, $n ) ); }
	return $value;
}
function content_url( $path = '' ) { return '/wp-content/' . ltrim( $path, '/' ); }
function wp_json_encode( $data, $options = 0 ) { return json_encode( $data, $options | JSON_THROW_ON_ERROR ); }
function esc_attr( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES ); }
function attributes( $attributes ) {
	$html = '';
	foreach ( $attributes as $name => $value ) { $html .= true === $value ? " $name" : ( null === $value || false === $value ? '' : " $name=\"" . esc_attr( $value ) . '"' ); }
	return $html;
}
function wp_print_script_tag( $attributes ) { echo '<script' . attributes( $attributes ) . "></script>\n"; }
function wp_print_inline_script_tag( $code, $attributes = array() ) { echo '<script' . attributes( $attributes ) . ">\n$code\n</script>\n"; }
function wp_doing_ajax() { return ! empty( $GLOBALS['request']['ajax'] ); }
function get_current_user_id() { return $GLOBALS['request']['customer'] ? 7 : 0; }
function get_queried_object_id() { return 42; }
