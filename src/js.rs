//! Reading and calling what may or may not be there: the page's globals and young browser functions.
//!
//! A direct binding throws through the module where the browser lacks its function; these answer instead.
//! And one way in for all is less code in every visitor's download than a binding for each.

use barrio_engine::{Value, json};
use wasm_bindgen::prelude::*;

/// A function of ours that the browser calls. `Fn`, not `FnMut`: an event may arrive while another
/// is being handled, and the second call must not fail.
pub type Callback = Closure<dyn Fn(JsValue)>;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(target: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_item(target: &JsValue, index: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = set)]
    fn reflect_set(target: &JsValue, name: &str, value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = deleteProperty)]
    fn reflect_delete(target: &JsValue, name: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn reflect_apply(function: &JsValue, this: &JsValue, arguments: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = construct)]
    fn reflect_construct(class: &JsValue, arguments: &JsValue) -> Result<JsValue, JsValue>;

    // Gives undefined, which is no text, for a function or undefined itself.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse(text: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = Array)]
    type List;
    #[wasm_bindgen(constructor, js_class = "Array")]
    fn new() -> List;
    #[wasm_bindgen(method)]
    fn push(this: &List, item: &JsValue);
}

/// Makes a `Callback`.
pub fn callback(handler: impl Fn(JsValue) + 'static) -> Callback {
    Closure::wrap(Box::new(handler))
}

/// The global object: the window.
pub fn global() -> JsValue {
    GLOBAL.with(JsValue::clone)
}

/// A property; `undefined` where there is none or reading it fails.
pub fn get(target: &JsValue, name: &str) -> JsValue {
    reflect_get(target, name).unwrap_or(JsValue::UNDEFINED)
}

/// What stands at a dotted path from the global object, such as `navigator.userAgent`; with an empty path
/// that object itself.
pub fn at(path: &str) -> JsValue {
    let mut found = global();
    for name in path.split('.').filter(|name| !name.is_empty()) {
        found = get(&found, name);
    }
    found
}

/// A text property; empty where there is none.
pub fn text(target: &JsValue, name: &str) -> String {
    get(target, name).as_string().unwrap_or_default()
}

/// The items of what is like an array.
pub fn items(list: &JsValue) -> Vec<JsValue> {
    let length = get(list, "length").as_f64().unwrap_or(0.0) as u32;
    let mut items = Vec::new();
    for index in 0..length {
        items.push(reflect_item(list, index).unwrap_or(JsValue::UNDEFINED));
    }
    items
}

/// Sets a property. Where that fails there is nothing better to do.
pub fn set(target: &JsValue, name: &str, value: &JsValue) {
    let _ = reflect_set(target, name, value);
}

/// Removes a property. Where that fails there is nothing better to do.
pub fn remove(target: &JsValue, name: &str) {
    let _ = reflect_delete(target, name);
}

/// Calls a function. `arguments` is an array.
///
/// # Errors
/// What the function threw.
pub fn apply(function: &JsValue, this: &JsValue, arguments: &JsValue) -> Result<JsValue, JsValue> {
    reflect_apply(function, this, arguments)
}

/// Calls a method; with an empty name, the target itself. Gives what it answered; none where it threw, or
/// there is no such method.
pub fn call(target: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    apply(&callee(target, method), target, &list(arguments)).ok()
}

/// What `call` would call.
pub fn callee(target: &JsValue, method: &str) -> JsValue {
    if method.is_empty() { target.clone() } else { get(target, method) }
}

/// Calls the function at a dotted path from the global object, such as `navigator.sendBeacon`.
pub fn run(path: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let (owner, method) = path.rsplit_once('.').unwrap_or(("", path));
    call(&at(owner), method, arguments)
}

/// A new instance of the class at a dotted path from the global object.
pub fn construct(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    reflect_construct(&at(class), &list(arguments)).ok()
}

fn list(items: &[JsValue]) -> JsValue {
    let list = List::new();
    for item in items {
        list.push(item);
    }
    list.into()
}

/// A `Value` as JavaScript has it.
pub fn from_value(value: &Value) -> JsValue {
    parse(&value.to_json()).unwrap_or(JsValue::UNDEFINED)
}

/// A JavaScript value as a `Value`, where JSON can hold it within `limit` bytes.
pub fn to_value(value: &JsValue, limit: usize) -> Option<Value> {
    let text = stringify(value).ok()??;
    if text.len() > limit { None } else { json::parse(&text).ok() }
}
