//! The product of a page, and the page's kind, from schema.org data.

use barrio_engine::{Value, json};

/// The kinds of page that schema.org names, and what they are called in conditions.
const PAGES: [(&str, &str); 7] = [
    ("ItemPage", "product"),
    ("CollectionPage", "category"),
    ("SearchResultsPage", "search"),
    ("CheckoutPage", "checkout"),
    ("ContactPage", "contact"),
    ("AboutPage", "about"),
    ("FAQPage", "faq"),
];
/// What identifies a product, the most usual first.
const IDS: [&str; 5] = ["sku", "mpn", "productID", "productGroupID", "gtin13"];

/// The product that the page is about: the only one of its name among `documents`, or the first where
/// the page says in another way that it is about one (`sure`). A list of products is about none.
pub fn find(documents: &[Value], sure: bool) -> Option<Value> {
    let nodes = nodes(documents);
    let mut products = nodes.iter().filter(|node| is_a(node, "Product") || is_a(node, "ProductGroup"));
    let first = products.next()?;
    // Review apps describe the same product once more.
    let only = products.all(|other| words(other.get("name")) == words(first.get("name")));
    if sure || only { facts(first) } else { None }
}

/// The kind of page that `documents` tell.
pub fn page_type(documents: &[Value]) -> Option<String> {
    let nodes = nodes(documents);
    let kind = |node: &&Value| PAGES.iter().find(|(name, _)| is_a(node, name)).map(|(_, kind)| *kind);
    nodes.iter().find_map(kind).map(String::from)
}

/// What is told of one product, without what is unknown; none where it has neither id nor name.
pub fn facts(product: &Value) -> Option<Value> {
    let variant = product.at("hasVariant.0");
    let offer = first(if variant.is_null() { product } else { variant }.get("offers"));
    let price = first(offer.get("priceSpecification"));
    let mut facts = Value::Map(Vec::new());
    facts.set_known("sku", IDS.iter().find_map(|id| words(product.get(id))).into());
    for name in ["name", "brand", "category"] {
        facts.set_known(name, words(product.get(name)).into());
    }
    let amounts = [offer.get("price"), offer.get("lowPrice"), price.get("price")];
    facts.set_known("price", amounts.into_iter().find_map(amount).into());
    let currencies = [offer.get("priceCurrency"), price.get("priceCurrency")];
    facts.set_known("currency", currencies.into_iter().find_map(words).into());
    facts.set_known("url", words(product.get("url")).into());
    let known = ["sku", "name"].into_iter().any(|name| !facts.get(name).is_null());
    known.then_some(facts)
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
    let named = |kind: &Value| kind.text_or_empty().rsplit(['/', ':']).next() == Some(name);
    named(kind) || kind.items().iter().any(named)
}

/// The value, or the first of a list.
fn first(value: &Value) -> &Value {
    value.items().first().unwrap_or(value)
}

/// The words of a value: its text, its number, or its name.
fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::Text(text) => text.trim_ascii().into(),
        Value::Number(_) => value.to_json(),
        Value::Map(_) => return words(value.get("name")),
        Value::List(items) => return items.first().and_then(words),
        _ => return None,
    };
    if words.is_empty() { None } else { Some(words) }
}

/// An amount, written as a number or as text such as `49.90` or `$49.90`.
fn amount(value: &Value) -> Option<f64> {
    let text = words(value)?;
    let digits = text.trim_matches(|character: char| !character.is_ascii_digit());
    json::parse(digits).ok()?.number()
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
        assert_eq!(kind(r#"{"@graph":[{"@type":"CollectionPage"}]}"#).as_deref(), Some("category"));
        assert_eq!(kind(r#"{"@type":"Organization"}"#), None);
    }
}
