//! `Patch`: a method of the page's that is watched while the value lives.

use wasm_bindgen::prelude::*;

use crate::door::{Source, callback};
use crate::js::{self, Arg::Is};

/// A watched method. A proxy stands in its place, because a proxy forwards `this`, every argument, what
/// is returned and what is thrown; and once its trap is gone it is the bare method, for whoever holds it.
pub struct Patch {
    owner: JsValue,
    method: &'static str,
    /// Undefined where the method is inherited: then the owner goes without one of its own again.
    own: JsValue,
    proxy: JsValue,
    traps: JsValue,
}

impl Patch {
    /// Tells each call of the method that threw nothing.
    pub fn new(owner: JsValue, method: &'static str, source: Source) -> Patch {
        let original = js::get(&owner, method);
        let traps = js::object();
        js::set(&traps, "apply", Is(&callback(source, 0)));
        let proxy = js::construct("Proxy", &[Is(&original), Is(&traps)]);
        let is_own = js::ask(&owner, "hasOwnProperty", method).is_truthy();
        if proxy.is_truthy() {
            js::set(&owner, method, Is(&proxy));
        }
        let own = if is_own { original } else { JsValue::UNDEFINED };
        Patch { owner, method, own, proxy, traps }
    }
}

impl Drop for Patch {
    fn drop(&mut self) {
        js::remove(&self.traps, "apply");
        // Somebody else may have put theirs over ours: they keep it, and ours only forwards.
        if js::get(&self.owner, self.method) != self.proxy {
            return;
        }
        if self.own.is_truthy() {
            js::set(&self.owner, self.method, Is(&self.own));
        } else {
            js::remove(&self.owner, self.method);
        }
    }
}
