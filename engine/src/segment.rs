//! Segments: messages that came together, as the device holds them: read when they are to be sent.
//!
//! The record `outbox/ID.CONTEXT` is `[class, purpose, count, time, done, message…]`: what the messages are worth, which
//! purpose allows them (3: none is needed), how many there are, when it was, by sink how many of them need no more
//! sending, and each as `[event, properties, later, type]`: how many milliseconds after the first it was, where that is
//! not 0, and what it is, where that is not `track`. `context/CONTEXT` is what they have in common. The id of the first
//! message is ID, those after it count on.

use alloc::string::String;

use crate::consent::Purpose;
use crate::memory::{CONTEXT, OUTBOX};
use crate::message;
use crate::number;
use crate::sink::Sink;
use crate::text;
use crate::value::{NULL, Value};
use crate::{json, memory};

/// How much goes into one.
const MOST_MESSAGES: usize = 50;
const MOST_BYTES: usize = 32_000;
/// How large one may be that a later step still writes to: each time all of it is written anew.
const MOST_AGAIN: usize = 2_000;
/// How long after its first message a later step may still write to one, in milliseconds: it is sent as a whole, and
/// what another tab told meanwhile comes after all of it.
const SPAN: i64 = 500;
/// How long the parts of a key are.
const ID: usize = 36;
const CONTEXT_ID: usize = 12;
/// How long a key is.
pub(crate) const KEY: usize = OUTBOX.len() + ID + 1 + CONTEXT_ID;
pub(crate) const CONTEXT_KEY: usize = CONTEXT.len() + CONTEXT_ID;

/// Stands for what needs no purpose.
pub(crate) const NO_PURPOSE: usize = 3;
/// What messages are worth, the least first: shared behaviour, what happened to campaigns, who somebody is, and what
/// the visitor did in order to tell the store.
pub(crate) const CLASSES: usize = 4;
/// Where the messages begin, and `done` stands.
const HEAD: usize = 5;
const DONE: usize = 4;

/// A segment that is still written to.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub key: String,
    class: usize,
    purpose: usize,
    time: i64,
    count: usize,
    messages: String,
    /// Whether something in it is not in memory yet.
    pub is_open: bool,
}

impl Draft {
    /// An empty one; `id` as `Random::id` makes them.
    pub fn new(id: &str, context: &str, class: usize, purpose: usize, time: i64) -> Draft {
        let key = text::concat(&[OUTBOX, id, ".", context]);
        Draft { key, class, purpose, time, count: 0, messages: String::new(), is_open: false }
    }

    /// Whether one more message of this kind may stand in it; `again`: also one of a later step. Explicit acts stand
    /// alone: one may take another's place.
    pub fn takes(&self, context: &str, (class, purpose): (usize, usize), (again, now): (bool, i64)) -> bool {
        let again = again && self.messages.len() < MOST_AGAIN && now - self.time < SPAN;
        self.class == class
            && self.purpose == purpose
            && (self.is_open || again)
            && class < CLASSES - 1
            && self.count < MOST_MESSAGES
            && !self.is_full()
            && self.key.ends_with(context)
    }

    /// Whether it is as large as one may be.
    pub fn is_full(&self) -> bool {
        self.messages.len() >= MOST_BYTES
    }

    pub fn push(&mut self, kind: &str, event: &str, properties: &Value, now: i64) {
        self.count += 1;
        self.is_open = true;
        self.messages.push_str(",[");
        json::write_string(event, &mut self.messages);
        self.messages.push(',');
        json::write(properties, &mut self.messages);
        let later = now - self.time;
        if later != 0 || kind != "track" {
            self.messages.push(',');
            number::write(later as f64, &mut self.messages);
        }
        if kind != "track" {
            self.messages.push(',');
            json::write_string(kind, &mut self.messages);
        }
        self.messages.push(']');
    }

    /// The record.
    pub fn to_text(&self) -> String {
        let mut out = String::from("[");
        // A time has more digits than a `usize` of the browser holds.
        for part in [self.class as f64, self.purpose as f64, self.count as f64, self.time as f64] {
            number::write(part, &mut out);
            out.push(',');
        }
        out.push_str("{}");
        out.push_str(&self.messages);
        out.push(']');
        out
    }
}

/// What a record says at its beginning, read without the rest: class, purpose and count.
pub(crate) fn head(text: &str) -> Option<(usize, usize, usize)> {
    let mut numbers = [0_usize; 3];
    let mut bytes = text.strip_prefix('[')?.bytes();
    for number in &mut numbers {
        loop {
            match bytes.next()? {
                digit @ b'0'..=b'9' if *number < 1000 => *number = *number * 10 + usize::from(digit - b'0'),
                b',' => break,
                _ => return None,
            }
        }
    }
    let [class, purpose, count] = numbers;
    (class < CLASSES && purpose <= NO_PURPOSE).then_some((class, purpose, count))
}

/// Whether a record that is kept as text looks as it should: it is read when it is needed.
pub(crate) fn is_sound(key: &str, text: &str) -> bool {
    if key.starts_with(OUTBOX) {
        return key.len() == KEY && text.ends_with(']') && head(text).is_some();
    }
    (!key.starts_with(CONTEXT) || key.len() == CONTEXT_KEY) && text.starts_with('{') && text.ends_with('}')
}

/// The key of the context that a segment's key names.
pub(crate) fn context_key(key: &str) -> String {
    text::concat(&[CONTEXT, context_of(key)])
}

/// The name of the context that a segment's key names.
pub(crate) fn context_of(key: &str) -> &str {
    key.get(OUTBOX.len() + ID + 1..).unwrap_or_default()
}

/// The name of a context from an id: its last digits, which are left to chance.
pub(crate) fn context_id(id: &str) -> &str {
    id.get(ID - CONTEXT_ID..).unwrap_or_default()
}

/// A segment that has been read.
pub(crate) struct Segment<'a> {
    key: &'a str,
    record: Value,
}

impl<'a> Segment<'a> {
    /// Reads one; `None` where it is damaged.
    pub fn read(record: &'a memory::Record) -> Option<Segment<'a>> {
        let segment = Segment { key: &record.key, record: json::parse(record.text()).ok()? };
        let (_, _, count) = head(record.text())?;
        (segment.len() == count).then_some(segment)
    }

    /// How many messages it holds.
    pub fn len(&self) -> usize {
        self.record.items().len().saturating_sub(HEAD)
    }

    fn part(&self, place: usize) -> &Value {
        self.record.items().get(place).unwrap_or(&NULL)
    }

    /// When it was.
    pub fn time(&self) -> i64 {
        self.part(3).integer().unwrap_or(0)
    }

    /// What sinks ask of the message at that place.
    pub fn event(&self, at: usize) -> &str {
        self.part(HEAD + at).at("0").text_or_empty()
    }

    /// The id of the message at that place.
    pub fn id(&self, at: usize) -> String {
        let id = self.key.get(OUTBOX.len()..OUTBOX.len() + ID).unwrap_or_default();
        count_on(id, at as u64)
    }

    /// The message at that place, without what all of them have in common.
    pub fn message(&self, at: usize) -> Value {
        let item = self.part(HEAD + at);
        let kind = item.at("3").text().unwrap_or("track");
        let time = self.time().saturating_add(item.at("2").integer().unwrap_or(0));
        message::message(&self.id(at), time, kind, self.event(at), item.at("1").clone())
    }

    /// The response of a survey that its first message gives.
    pub fn response(&self) -> Option<&str> {
        self.part(HEAD).at("1.response").text()
    }

    /// How many of its messages this sink needs no more.
    pub fn done(&self, sink: &str) -> usize {
        self.part(DONE).get(sink).index().unwrap_or(0)
    }

    /// Notes that a sink needs no more of these; its text.
    pub fn finish(&mut self, sink: &str, done: usize) -> String {
        if let Value::List(parts) = &mut self.record
            && let Some(part) = parts.get_mut(DONE)
        {
            part.set(sink, done.into());
        }
        self.record.to_json()
    }

    /// The place of the next message from there on that a sink takes.
    pub fn next(&self, sink: &Sink, from: usize) -> Option<usize> {
        (from..self.len()).find(|at| sink.takes(self.event(*at)))
    }

    /// Whether some sink still needs something of it.
    pub fn is_needed(&self, sinks: &[Sink]) -> bool {
        sinks.iter().any(|sink| self.next(sink, self.done(&sink.name)).is_some())
    }
}

/// The purpose under which a segment stands.
pub(crate) fn purpose(text: &str) -> Option<Purpose> {
    Purpose::ALL.get(head(text)?.1).copied()
}

/// An id that is so much higher in its last twelve digits.
fn count_on(id: &str, by: u64) -> String {
    let (first, last) = id.split_at_checked(ID - CONTEXT_ID).unwrap_or((id, ""));
    let mut number = by;
    for digit in last.chars().enumerate() {
        let place = 4 * (CONTEXT_ID - 1).saturating_sub(digit.0) as u32;
        number = number.wrapping_add(u64::from(digit.1.to_digit(16).unwrap_or(0)) << place);
    }
    let mut out = String::from(first);
    for place in (0..CONTEXT_ID as u32).rev() {
        out.push(char::from_digit((number >> (4 * place)) as u32 & 15, 16).unwrap_or('0'));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ITS_ID: &str = "01a3d0b0-0000-7000-8000-0000000000ff";

    #[test]
    fn is_read_as_it_was_written() {
        let mut draft = Draft::new(ITS_ID, "00000000000c", 0, 1, 1_795_341_600_000);
        let now = 1_795_341_600_000;
        draft.push("track", "a\"b", &Value::map([("n", 1_i64.into())]), now);
        let (again, only_now) = ((true, now), (false, now));
        assert!(
            draft.takes("00000000000c", (0, 1), only_now) && !draft.takes("00000000000d", (0, 1), only_now)
        );
        assert!(!draft.takes("00000000000c", (1, 1), again) && !draft.takes("00000000000c", (0, 3), again));
        draft.is_open = false;
        assert!(draft.takes("00000000000c", (0, 1), again) && !draft.takes("00000000000c", (0, 1), only_now));
        assert!(!draft.takes("00000000000c", (0, 1), (true, now + SPAN)), "others have told something since");
        draft.push("identify", "identify", &Value::Null, now + 7);
        let key = draft.key.clone();
        let text = draft.to_text();
        assert_eq!(text, r#"[0,1,2,1795341600000,{},["a\"b",{"n":1}],["identify",null,7,"identify"]]"#);
        assert_eq!((head(&text), purpose(&text)), (Some((0, 1, 2)), Some(Purpose::Analytics)));
        assert!(is_sound(&key, &text));
        assert_eq!((key.len(), context_key(&key).as_str()), (KEY, "context/00000000000c"));
        let mut memory = memory::Memory::default();
        memory.put(&key, Value::Raw(text));
        let record = memory.range(OUTBOX, KEY).first().unwrap();
        let mut segment = Segment::read(record).unwrap();
        assert_eq!((segment.len(), segment.event(0), segment.done("crm")), (2, "a\"b", 0));
        assert_eq!(segment.message(0).get("type").text(), Some("track"));
        assert_eq!(segment.message(1).get("messageId").text(), Some("01a3d0b0-0000-7000-8000-000000000100"));
        assert_eq!(segment.message(1).get("timestamp").text(), Some("2026-11-22T10:00:00.007Z"));
        assert!(segment.finish("crm", 2).contains(r#"{"crm":2}"#));
        assert_eq!(segment.done("crm"), 2);
    }

    #[test]
    fn what_is_damaged_is_none() {
        for text in
            ["", "[", "[9,0,1,0,{}]", "[0,9,1,0,{}]", "[0,0,x]", "{}", "[0,0,99999999999999999999999]"]
        {
            assert_eq!(head(text), None, "{text}");
        }
        let mut memory = memory::Memory::default();
        for text in ["[0,1,2,5,{},[\"a\",{}]]", "[0,1,1,5,{},[\"a\",{}]", "[0,1,1,5,{},[\"a\",{]]"] {
            memory.put(OUTBOX, Value::Raw(text.into()));
            assert!(Segment::read(memory.range(OUTBOX, OUTBOX.len()).first().unwrap()).is_none());
        }
        assert!(!is_sound("outbox/1", "[0,1,1,5,{},[\"a\",{}]]") && !is_sound("context/1", "{}"));
        assert!(is_sound("refused/1", "{}") && !is_sound("refused/1", "[]"));
    }

    #[test]
    fn ids_count_on_without_an_end() {
        let last = "01a3d0b0-0000-7000-8000-ffffffffffff";
        assert_eq!(count_on(last, 2), "01a3d0b0-0000-7000-8000-000000000001");
        assert_eq!(count_on(last, 0), last);
        assert_eq!(count_on("x", 1), "x000000000001");
    }
}
