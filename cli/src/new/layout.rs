//! JSON as people write it: what fits on a line stands on one line.

use serde_json::Value;

/// How long a line may be that holds more than one value. Sentences are not broken.
const WIDTH: usize = 120;

/// The text of a file.
pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Writes a value that is so far in, behind `before` letters of its line; 0: it is an item of a list.
fn write(value: &Value, indent: usize, before: usize, out: &mut String) {
    let short = line(value);
    // A block of a message is a sentence with what belongs to it: it reads best on one line, however long.
    let is_block =
        before == 0 && holds(value).all(|part| holds(part).all(|inner| holds(inner).next().is_none()));
    if indent > 0 && (is_block || indent + before + short.len() <= WIDTH) {
        return out.push_str(&short);
    }
    let (open, parts, close) = match value {
        Value::Object(map) => (
            '{',
            map.iter().map(|(key, part)| (format!("{}: ", Value::from(key.as_str())), part)).collect(),
            '}',
        ),
        Value::Array(items) => ('[', items.iter().map(|item| (String::new(), item)).collect::<Vec<_>>(), ']'),
        _ => return out.push_str(&short),
    };
    out.push(open);
    for (place, (key, part)) in parts.into_iter().enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(indent + 2));
        out.push_str(&key);
        write(part, indent + 2, key.len(), out);
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

fn holds(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(map) => Box::new(map.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

/// A value on one line.
fn line(value: &Value) -> String {
    let parts = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Object(map) if !map.is_empty() => {
            let pairs =
                map.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), line(value)));
            format!("{{ {} }}", parts(pairs.collect()))
        }
        Value::Array(items) => format!("[{}]", parts(items.iter().map(line).collect())),
        _ => value.to_string(),
    }
}
