<?php
// One page of a PrestaShop shop with the markup of the classic theme: the recipe's module is installed and hooked as there.
$request = json_decode(stream_get_contents(STDIN), true);
require $request['smarty'];
require __DIR__ . '/prestashop.php';
$context = new Context();
$context->smarty = new Smarty();
$context->smarty->setCompileDir($request['compile'])->setEscapeHtml(true);
$context->customer = new Customer();
$context->controller = new Controller();
$context->country = new Country();
require $request['files']['barrio.php'];
$module = new Barrio();
if (!$module->install() || $module->hooks !== ['displayHeader', 'displayOrderConfirmation']) { exit('The module is not installed.'); }

$name = $request['page'];
$product = ['id_product' => '42', 'id_product_attribute' => 7, 'id_customization' => 0, 'reference' => 'PARKA-1', 'name' => 'Parka', 'price' => "60,00\u{a0}€", 'price_amount' => 60, 'quantity' => 300];
$cart = ['products' => $request['quantity'] ? [['quantity' => $request['quantity']] + $product] : [], 'products_count' => $request['quantity']];
$head = $module->hookDisplayHeader();
$confirmation = $name === 'order-confirmation' && !$request['plugin'] ? $module->hookDisplayOrderConfirmation(['order' => new Order()]) : '';
$scripts = $request['plugin'] ? ['/ps_googleanalytics.js'] : array_map(fn ($path) => "/$path", $context->controller->scripts);
$js = ['cart' => $cart, 'currency' => ['iso_code' => 'EUR', 'sign' => '€'], 'page' => ['page_name' => $name], 'customer' => ['is_logged' => $request['customer']]];
?><!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Presta</title><link rel="icon" href="data:,">
<script type="text/javascript">var prestashop = <?= json_encode($js) ?>;</script>
<?= $head ?></head><body id="<?= $name ?>">
<div id="_desktop_cart"><div class="blockcart cart-preview" data-refresh-url="/module/ps_shoppingcart/ajax"><span class="cart-products-count">(<?= $request['quantity'] ?>)</span></div></div>
<?php if ($name === 'product') { ?>
<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Parka</h1><meta itemprop="sku" content="PARKA-1"><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR"><span class="current-price-value" itemprop="price" content="60">60,00 €</span></div></div>
<form action="/cart" method="post" id="add-to-cart-or-refresh"><input type="hidden" name="id_product" value="42"><input type="hidden" name="id_customization" value="0"><input type="number" name="qty" id="quantity_wanted" aria-label="Quantity" value="1"><button class="btn btn-primary add-to-cart" data-button-action="add-to-cart" type="submit">Add to cart</button></form>
<div class="js-product-details tab-pane" id="product-details" data-product="<?= htmlspecialchars(json_encode($product)) ?>"></div>
<?php } else { ?><h1><?= $name ?></h1><?= $confirmation ?><?php } ?>
<script src="/core.js"></script><?php foreach ($scripts as $script) { ?><script src="<?= $script ?>"></script><?php } ?></body></html>
