//! Going somewhere: the only place that leads the visitor to another address.

use crate::js::{
    self,
    Arg::{Is, Text},
};
use crate::table::lists;

/// The schemes that lead to a place. All others could run something.
const SCHEMES: &str = "https: http: mailto: tel:";

/// Whether this is a scheme, as `URL` and links tell theirs, that leads to a place.
pub fn leads(protocol: &str) -> bool {
    lists(SCHEMES, protocol)
}

/// Opens an address of the store or beyond in place of this page. Answers whether it may.
pub fn go(url: &str) -> bool {
    let parsed = js::construct("URL", &[Text(url), Is(&js::at("document.baseURI"))]);
    let allowed = leads(&js::text(&parsed, "protocol"));
    if allowed {
        js::ask(&js::global(), "location.assign", url);
    }
    allowed
}

/// Opens an address beside this page; a call or a letter leaves the page where it is anyway.
pub fn beside(url: &str) -> bool {
    if !url.starts_with("https:") {
        return go(url);
    }
    js::run("open", &[Text(url), Text("_blank"), Text("noopener")]);
    true
}
