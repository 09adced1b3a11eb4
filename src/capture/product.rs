//! The product of a page, and the page's kind, from schema.org data.

use barrio_engine::{Value, json, text};

use crate::table;

/// The kinds of page that schema.org names, and what they are called in conditions.
const PAGES: &str = "ItemPage=product CollectionPage=category SearchResultsPage=search \
    CheckoutPage=checkout ContactPage=contact AboutPage=about FAQPage=faq";

/// The facts of a product, and the keys they stand under. What identifies it comes in many ways, the most
/// usual first.
const OF_PRODUCT: [(&str, &str); 5] = [
    ("sku", "sku mpn productID productGroupID gtin13"),
    ("name", "name"),
    ("brand", "brand"),
    ("category", "category"),
    ("url", "url"),
];
/// The same of an offer. An amount comes first.
const OF_OFFER: [(&str, &str); 2] = [("price", "price lowPrice"), ("currency", "priceCurrency")];

/// The product that the page is about: the only one of its name among `documents`, or the first where
/// the page says in another way that it is about one (`sure`). A list of products is about none.
pub fn find(documents: &[Value], sure: bool) -> Option<Value> {
    let mut first = None;
    for node in nodes(documents) {
        if !is_a(node, "Product") && !is_a(node, "ProductGroup") {
            continue;
        }
        match first {
            None => first = Some(node),
            // Review apps describe the same product once more.
            Some(first) if !sure && words(node.get("name")) != words(first.get("name")) => return None,
            Some(_) => {}
        }
    }
    facts(first?)
}

/// The kind of page that `documents` tell.
pub fn page_type(documents: &[Value]) -> Option<&'static str> {
    nodes(documents).into_iter().find_map(|node| table::find(PAGES, &|name| is_a(node, name)))
}

/// What is told of one product, without what is unknown; none where it has neither id nor name.
pub fn facts(product: &Value) -> Option<Value> {
    let variant = product.at("hasVariant.0");
    let offer = first(if variant.is_null() { product } else { variant }.get("offers"));
    let mut facts = Value::Map(Vec::new());
    gather_facts(product, &OF_PRODUCT, &mut facts);
    gather_facts(offer, &OF_OFFER, &mut facts);
    gather_facts(first(offer.get("priceSpecification")), &OF_OFFER, &mut facts);
    if facts.get("sku").is_null() && facts.get("name").is_null() { None } else { Some(facts) }
}

/// Adds what is not known yet.
fn gather_facts(node: &Value, table: &[(&str, &str)], facts: &mut Value) {
    for (name, keys) in table {
        for key in text::split(keys, " ") {
            let words = words(node.get(key));
            if !words.is_empty() && facts.get(name).is_null() {
                facts.set_known(name, if *name == "price" { amount(&words) } else { words.into() });
            }
        }
    }
}

/// The things described: at the top, in lists, in a graph, or as what a page is mainly about.
fn nodes(documents: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    for document in documents {
        gather(document, &mut found);
    }
    found
}

fn gather<'a>(node: &'a Value, found: &mut Vec<&'a Value>) {
    for item in node.items() {
        gather(item, found);
    }
    if !node.entries().is_empty() {
        found.push(node);
        gather(node.get("@graph"), found);
        gather(node.get("mainEntity"), found);
    }
}

/// Whether the node is of that schema.org type, written alone, in a list, or as an address.
fn is_a(node: &Value, name: &str) -> bool {
    let kind = node.get("@type");
    let kinds = if kind.items().is_empty() { std::slice::from_ref(kind) } else { kind.items() };
    kinds.iter().any(|kind| {
        let before = kind.text_or_empty().strip_suffix(name);
        before.is_some_and(|before| matches!(before.bytes().last(), None | Some(b'/' | b':')))
    })
}

/// The value, or the first of a list.
fn first(value: &Value) -> &Value {
    value.items().first().unwrap_or(value)
}

/// The words of a value: its text, its number, or its name; empty where it has none.
fn words(value: &Value) -> String {
    match first(value) {
        Value::Text(text) => text.trim_ascii().into(),
        Value::Number(number) => Value::Number(*number).to_json(),
        Value::Map(_) => words(first(value).get("name")),
        _ => String::new(),
    }
}

/// An amount, written as a number or as text such as `49.90` or `$49.90`.
fn amount(words: &str) -> Value {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let start = words.bytes().position(is_digit).unwrap_or_default();
    let end = words.bytes().rposition(is_digit).map_or(0, |last| last + 1);
    match json::parse(words.get(start..end).unwrap_or_default()) {
        Ok(Value::Number(number)) => Value::Number(number),
        _ => Value::Null,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{find, page_type};
    use barrio_engine::json;

    fn found(text: &str) -> Option<String> {
        find(&[json::parse(text).unwrap()], false).map(|product| product.to_json())
    }

    #[test]
    fn reads_a_plain_product() {
        let text = r#"{"@context":"https://schema.org","@type":"Product","sku":"PARKA-1","name":" Parka ",
            "brand":{"@type":"Brand","name":"Maple"},"category":"Outerwear",
            "offers":{"@type":"Offer","price":"189.00","priceCurrency":"USD"}}"#;
        let facts = r#"{"sku":"PARKA-1","name":"Parka","brand":"Maple","category":"Outerwear","price":189,"currency":"USD"}"#;
        assert_eq!(found(text).as_deref(), Some(facts));
    }

    #[test]
    fn finds_it_wherever_it_stands() {
        let product =
            r#"{"@type":["Thing","http://schema.org/Product"],"mpn":7,"name":"Lamp","brand":"Lumen"}"#;
        let facts = r#"{"sku":"7","name":"Lamp","brand":"Lumen"}"#;
        for text in [
            format!("[{{\"@type\":\"Organization\"}},{product}]"),
            format!(r#"{{"@graph":[{{"@type":"WebSite"}},{product}]}}"#),
            format!(r#"{{"@type":"ItemPage","mainEntity":{product}}}"#),
        ] {
            assert_eq!(found(&text).as_deref(), Some(facts), "{text}");
        }
    }

    #[test]
    fn reads_every_shape_of_offer() {
        for offers in [
            r#"[{"price":10,"priceCurrency":"EUR"},{"price":12}]"#,
            r#"{"@type":"AggregateOffer","lowPrice":"10","highPrice":"20","priceCurrency":"EUR"}"#,
            r#"{"priceSpecification":[{"price":"€10.00","priceCurrency":"EUR"}]}"#,
        ] {
            let text = format!(r#"{{"@type":"Product","name":"A","offers":{offers}}}"#);
            assert_eq!(
                found(&text).as_deref(),
                Some(r#"{"name":"A","price":10,"currency":"EUR"}"#),
                "{offers}"
            );
        }
    }

    #[test]
    fn reads_a_group_of_variants() {
        let text = r#"{"@type":"ProductGroup","productGroupID":"G1","name":"Tee",
            "hasVariant":[{"@type":"Product","name":"Tee S","offers":{"price":5,"priceCurrency":"USD"}}]}"#;
        assert_eq!(found(text).as_deref(), Some(r#"{"sku":"G1","name":"Tee","price":5,"currency":"USD"}"#));
    }

    #[test]
    fn a_list_of_products_is_about_none() {
        let list = json::parse(r#"[{"@type":"Product","name":"A"},{"@type":"Product","name":"B"}]"#).unwrap();
        assert_eq!(find(std::slice::from_ref(&list), false), None);
        assert!(find(&[list], true).is_some());
        assert!(found(r#"[{"@type":"Product","name":"A"},{"@type":"Product","name":"A"}]"#).is_some());
    }

    #[test]
    fn survives_what_is_no_product() {
        for text in ["null", "3", "[]", r#"{"@type":5}"#, r#"{"@type":"Product","offers":[[]],"name":{}}"#] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn knows_the_kind_of_page() {
        let kind = |text: &str| page_type(&[json::parse(text).unwrap()]);
        assert_eq!(kind(r#"{"@graph":[{"@type":"CollectionPage"}]}"#), Some("category"));
        assert_eq!(kind(r#"{"@type":"Organization"}"#), None);
    }
}
