//! `Patch`: a method of the page's that is watched while the value lives.

use barrio_engine::Value;
use wasm_bindgen::prelude::*;

use crate::js;

type Apply = Closure<dyn Fn(JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>;

/// A watched method. A proxy stands in its place, because a proxy forwards `this`, every argument, what
/// is returned and what is thrown; and once its trap is gone it is the bare method, for whoever holds it.
pub struct Patch {
    owner: JsValue,
    method: &'static str,
    /// None where the method is inherited: then the owner goes without one of its own again.
    own: Option<JsValue>,
    proxy: JsValue,
    traps: JsValue,
    _apply: Apply,
}

impl Patch {
    /// Calls `seen` with the arguments after each call of the method that threw nothing.
    pub fn new(owner: JsValue, method: &'static str, seen: Box<dyn Fn(Vec<JsValue>)>) -> Option<Patch> {
        let original = js::get(&owner, method);
        let apply: Apply =
            Closure::wrap(Box::new(move |target: JsValue, this: JsValue, arguments: JsValue| {
                let answer = js::apply(&target, &this, &arguments)?;
                seen(js::items(&arguments));
                Ok(answer)
            }));
        let traps = js::from_value(&Value::map([]));
        js::set(&traps, "apply", apply.as_ref());
        let proxy = js::construct("Proxy", &[original.clone(), traps.clone()])?;
        let is_own = js::call(&owner, "hasOwnProperty", &[method.into()]) == Some(JsValue::TRUE);
        js::set(&owner, method, &proxy);
        Some(Patch { owner, method, own: is_own.then_some(original), proxy, traps, _apply: apply })
    }
}

impl Drop for Patch {
    fn drop(&mut self) {
        js::remove(&self.traps, "apply");
        // Somebody else may have put theirs over ours: they keep it, and ours only forwards.
        if js::get(&self.owner, self.method) == self.proxy {
            match &self.own {
                Some(original) => js::set(&self.owner, self.method, original),
                None => js::remove(&self.owner, self.method),
            }
        }
    }
}
