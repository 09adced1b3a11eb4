//! Going somewhere: the only place that leads the visitor to another address.

use crate::js;

/// The schemes that lead to a place. All others could run something.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// Opens an address of the store or beyond in place of this page. Answers whether it may.
pub fn go(url: &str) -> bool {
    let base = js::at("document.baseURI");
    let parsed = js::construct("URL", &[url.into(), base]).unwrap_or_default();
    let allowed = SCHEMES.contains(&js::text(&parsed, "protocol").as_str());
    if allowed {
        js::run("location.assign", &[url.into()]);
    }
    allowed
}

/// Opens an address beside this page; a call or a letter leaves the page where it is anyway.
pub fn beside(url: &str) -> bool {
    if !url.starts_with("https:") {
        return go(url);
    }
    js::run("open", &[url.into(), "_blank".into(), "noopener".into()]);
    true
}
