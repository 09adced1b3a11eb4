<?php
// The classes of PrestaShop that the recipe's module uses, as far as it uses them; templates are rendered by Smarty itself.
define( '_PS_VERSION_', '8.1.7' );
class Module
{
    public $name; public $tab; public $version; public $author; public $ps_versions_compliancy; public $displayName; public $description;
    public $context; public $_path = '/modules/barrio/'; public $hooks = [];
    public function __construct() { $this->context = $GLOBALS['context']; }
    public function install() { return true; }
    public function registerHook($name) { $this->hooks[] = $name; return true; }
    public function fetch($template) { return $this->context->smarty->fetch($GLOBALS['request']['files'][basename($template)]); }
}
class Configuration { static function get($key) { return $key === 'PS_GEOLOCATION_ENABLED'; } }
class Currency { public $iso_code = 'EUR'; public function __construct(public $id) {} }
class Order
{
    public $reference = 'XKBKNABJK'; public $id_currency = 1; public $total_paid_tax_incl = '60.000000';
    static function getCustomerNbOrders($id) { return 2; }
    function getProductsDetail() { return [['product_reference' => 'PARKA-1', 'product_id' => '42', 'product_name' => 'Parka (Size: M)', 'unit_price_tax_incl' => '60.000000', 'product_quantity' => '1']]; }
}
class Customer { public $id = 7; public $firstname = 'Ana </script>'; public $email = 'ana@example.com'; function isLogged() { return $GLOBALS['request']['customer']; } }
class Controller { public $scripts = []; function registerJavascript($id, $path) { $this->scripts[$id] = $path; } }
class Country { public $iso_code = 'ES'; }
class Context { public $smarty; public $customer; public $controller; public $country; }
