//! Reading and calling what may or may not be there: the page's globals, the DOM and young browser functions.
//!
//! A direct binding throws through the module where the browser lacks its function; these answer instead.
//! And one way in for all is less code in every visitor's download than a binding for each.

use barrio_engine::{Value, json, text};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The global object, which is its own value: the window.
    #[wasm_bindgen(js_namespace = globalThis, js_name = valueOf)]
    pub fn global() -> JsValue;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(target: &JsValue, name: &JsValue) -> Result<JsValue, JsValue>;
    /// Calls a function. `arguments` is an array, or like one.
    #[wasm_bindgen(catch, js_namespace = Reflect)]
    pub fn apply(function: &JsValue, this: &JsValue, arguments: &JsValue) -> Result<JsValue, JsValue>;

    type List;
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn list() -> List;
    #[wasm_bindgen(method)]
    fn push(this: &List, item: JsValue);
}

/// What is given to a function or a property. Written as data, it costs a call next to nothing.
#[derive(Clone, Copy)]
pub enum Arg<'a> {
    /// A string.
    Text(&'a str),
    /// A number.
    Number(i32),
    /// `true`.
    True,
    /// What JavaScript has given us.
    Is(&'a JsValue),
}

use Arg::{Is, Text};

impl Arg<'_> {
    fn value(self) -> JsValue {
        match self {
            Text(text) => text.into(),
            Arg::Number(number) => number.into(),
            Arg::True => JsValue::TRUE,
            Is(value) => value.clone(),
        }
    }
}

/// What stands at a dotted path from `target`, and what it belongs to. With an empty path the target itself.
pub fn resolve(target: &JsValue, path: &str) -> (JsValue, JsValue) {
    let (mut owner, mut found) = (JsValue::UNDEFINED, target.clone());
    if !path.is_empty() {
        for name in text::split(path, ".") {
            owner = found;
            found = reflect_get(&owner, &name.into()).unwrap_or_default();
        }
    }
    (owner, found)
}

/// What stands at a dotted path from `target`; `undefined` where there is nothing or reading it fails.
pub fn get(target: &JsValue, path: &str) -> JsValue {
    resolve(target, path).1
}

/// What stands at a dotted path from the global object, such as `navigator.userAgent`.
pub fn at(path: &str) -> JsValue {
    get(&global(), path)
}

/// The text at a path; empty where there is none.
pub fn text(target: &JsValue, path: &str) -> String {
    get(target, path).as_string().unwrap_or_default()
}

/// The number at a path; 0 where there is none.
pub fn number(target: &JsValue, path: &str) -> f64 {
    get(target, path).as_f64().unwrap_or(0.0)
}

/// Whether what stands at a path says yes.
pub fn is(target: &JsValue, path: &str) -> bool {
    get(target, path).is_truthy()
}

/// The items of what is like an array.
pub fn items(list: &JsValue) -> Vec<JsValue> {
    let length = number(list, "length") as i32;
    let mut items = Vec::new();
    for index in 0..length {
        items.push(reflect_get(list, &index.into()).unwrap_or_default());
    }
    items
}

/// Calls the function at a dotted path from `target`, as a method of what it belongs to.
///
/// # Errors
/// What it threw; a `TypeError` where there is no such function.
pub fn attempt(target: &JsValue, path: &str, arguments: &[Arg]) -> Result<JsValue, JsValue> {
    let (owner, function) = resolve(target, path);
    apply(&function, &owner, &array(arguments))
}

/// Calls the function at a dotted path from `target`. Gives what it answered; `undefined` where it threw, or
/// there is no such function.
pub fn call(target: &JsValue, path: &str, arguments: &[Arg]) -> JsValue {
    attempt(target, path, arguments).unwrap_or_default()
}

/// Calls a function with a text.
pub fn ask(target: &JsValue, path: &str, text: &str) -> JsValue {
    call(target, path, &[Text(text)])
}

/// Calls the function at a dotted path from the global object, such as `navigator.sendBeacon`.
pub fn run(path: &str, arguments: &[Arg]) -> JsValue {
    call(&global(), path, arguments)
}

/// A new instance of the class at a dotted path from the global object; `undefined` where there can be none.
pub fn construct(class: &str, arguments: &[Arg]) -> JsValue {
    run("Reflect.construct", &[Is(&at(class)), Is(&array(arguments))])
}

/// Sets a property. Where that fails there is nothing better to do.
pub fn set(target: &JsValue, name: &str, value: Arg) {
    run("Reflect.set", &[Is(target), Text(name), value]);
}

/// Sets a text property.
pub fn put(target: &JsValue, name: &str, text: &str) {
    set(target, name, Text(text));
}

/// Removes a property. Where that fails there is nothing better to do.
pub fn remove(target: &JsValue, name: &str) {
    run("Reflect.deleteProperty", &[Is(target), Text(name)]);
}

/// An array.
pub fn array(items: &[Arg]) -> JsValue {
    let list = list();
    for item in items {
        list.push(item.value());
    }
    list.into()
}

/// An empty object.
pub fn object() -> JsValue {
    run("Object", &[])
}

/// An object with one text.
pub fn object_with(name: &str, text: &str) -> JsValue {
    let object = object();
    put(&object, name, text);
    object
}

/// A `Value` as JavaScript has it.
pub fn from_value(value: &Value) -> JsValue {
    parsed(&value.to_json())
}

/// What a JSON text says.
pub fn parsed(json: &str) -> JsValue {
    ask(&global(), "JSON.parse", json)
}

/// A JavaScript value as a `Value`, where JSON can hold it within `limit` bytes.
pub fn to_value(value: &JsValue, limit: usize) -> Option<Value> {
    let text = run("JSON.stringify", &[Is(value)]).as_string()?;
    if text.len() > limit { None } else { json::parse(&text).ok() }
}
