<?php
// The classes of Magento that the recipe's PHP uses, and what each of its parts gives: for the pages of the test.
namespace Magento\Framework\Component { class ComponentRegistrar { const MODULE = 'module'; public static $registered = []; static function register($type, $name, $path) { self::$registered[] = "$type $name"; } } }
namespace Magento\Framework\View\Element\Block { interface ArgumentInterface {} }
namespace Magento\Customer\CustomerData { class Customer { function getSectionData() { return $GLOBALS['request']['customer'] ? ['fullname' => 'Ana Ruiz', 'firstname' => 'Ana', 'websiteId' => '1'] : []; } } }
namespace Magento\Customer\Helper\Session { class CurrentCustomer { function getCustomerId() { return $GLOBALS['request']['customer'] ? 7 : null; } function getCustomer() { return $this; } function getEmail() { return 'ana@example.com'; } } }
namespace Magento\Checkout\Model {
    class Item { function getSku() { return 'PARKA-1'; } function getName() { return 'Parka </script>'; } function getPriceInclTax() { return '60.0000'; } function getQtyOrdered() { return '1.0000'; } }
    class Order { function getAllVisibleItems() { return [new Item()]; } function getIncrementId() { return '000000101'; } function getGrandTotal() { return '60.0000'; } function getOrderCurrencyCode() { return 'EUR'; } }
    class Session { function getLastRealOrder() { return new Order(); } }
}
namespace {
    class Block { function __construct(private $data = []) {} function getCurrentCurrencyCode() { return 'EUR'; } function getData($key) { return $this->data[$key]; } }
    $request = json_decode(stream_get_contents(STDIN), true);
    $files = $request['files'];
    require $files['registration.php'];
    require $files['CustomerId.php'];
    require $files['LastOrder.php'];
    $section = (new Shop\Barrio\Plugin\CustomerId(new Magento\Customer\Helper\Session\CurrentCustomer()))
        ->afterGetSectionData(new Magento\Customer\CustomerData\Customer(), (new Magento\Customer\CustomerData\Customer())->getSectionData());
    $render = function ($file, $block) { ob_start(); require $file; return ob_get_clean(); };
    echo json_encode([
        'registered' => Magento\Framework\Component\ComponentRegistrar::$registered,
        'customer' => (object) $section,
        'head' => $render($files['barrio.phtml'], new Block()),
        'order' => $render($files['order.phtml'], new Block(['order' => new Shop\Barrio\ViewModel\LastOrder(new Magento\Checkout\Model\Session())])),
    ]);
}
