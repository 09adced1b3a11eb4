//! What the page says of itself: title, schema.org data (JSON-LD, else microdata), Open Graph type.

use barrio_engine::{Value, json};
use wasm_bindgen::prelude::*;

use super::{data_layer, product};
use crate::js;

/// How much JSON-LD is read, in bytes.
const LIMIT: usize = 200_000;
/// The properties of a product in microdata, and where within it they stand. The name
/// is that of the product, not of a thing within it: its brand and its reviews have names too.
static MICRODATA: [(&str, &str); 8] = [
    ("sku", "[itemprop=sku]"),
    ("mpn", "[itemprop=mpn]"),
    ("name", "[itemprop=name]:not(:scope [itemscope] *)"),
    ("brand", "[itemprop=brand]:not([itemscope]),[itemprop=brand] [itemprop=name]"),
    ("category", "[itemprop=category]"),
    ("price", "[itemprop=price]"),
    ("lowPrice", "[itemprop=lowPrice]"),
    ("priceCurrency", "[itemprop=priceCurrency]"),
];

/// `title`, `type` and `product`, as far as they are known.
pub fn facts(entries: &[Value]) -> Value {
    let document = js::at("document");
    let documents = json_ld(&document);
    let open_graph = content(&document, "meta[property='og:type']").unwrap_or_default();
    let is_product = open_graph.starts_with("product");
    let product = product::find(&documents, is_product)
        .or_else(|| microdata(&document, is_product))
        .unwrap_or_default();
    let kind = data_layer::told_type(entries)
        .or(if product.is_null() { None } else { Some("product") })
        .or_else(|| product::page_type(&documents))
        .or_else(|| data_layer::implied_type(entries))
        .unwrap_or(&open_graph);
    let mut facts = Value::Map(Vec::new());
    facts.set("title", js::text(&document, "title").into());
    if !kind.is_empty() {
        facts.set("type", kind.into());
    }
    facts.set_known("product", product);
    facts
}

fn json_ld(document: &JsValue) -> Vec<Value> {
    let mut left = LIMIT;
    let mut documents = Vec::new();
    for script in elements(document, "script[type='application/ld+json']") {
        let text = js::text(&script, "textContent");
        left = left.saturating_sub(text.len());
        if left > 0 {
            documents.push(json::parse(&text).unwrap_or_default());
        }
    }
    documents
}

/// The product in microdata, under the same conditions as in JSON-LD.
fn microdata(document: &JsValue, sure: bool) -> Option<Value> {
    let items = elements(document, "[itemscope][itemtype*='schema.org/Product']");
    let item = items.first().filter(|_| sure || items.len() == 1)?;
    let mut product = Value::Map(Vec::new());
    for (name, selector) in &MICRODATA {
        product.set_known(name, content(item, selector).into());
    }
    product.set("offers", product.clone());
    product::facts(&product)
}

/// What the first element within `root` that matches says: its `content`, else its text.
fn content(root: &JsValue, selector: &str) -> Option<String> {
    let element = js::ask(root, "querySelector", selector);
    let told = js::ask(&element, "getAttribute", "content").as_string();
    told.or_else(|| js::get(&element, "textContent").as_string())
}

/// The elements within `root` that match.
pub fn elements(root: &JsValue, selector: &str) -> Vec<JsValue> {
    js::items(&js::ask(root, "querySelectorAll", selector))
}
