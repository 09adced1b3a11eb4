//! Delivery: what waits is written to the device, sent by the tab whose turn it is, settled by the answers, and let go
//! where it may no longer be told or has no room.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::consent::{Keeping, Purpose};
use crate::cursor::Place;
use crate::effect::Effect;
use crate::engine::{Engine, NEVER};
use crate::memory::{CONTEXT, DROPPED, Memory, OUTBOX, REFUSED, is_text};
use crate::outbox::{Answer, Findings};
use crate::segment::{self, KEY, Segment};
use crate::time::SECOND;
use crate::value::Value;
use crate::{json, text};

/// How much is held in all, in bytes of keys and JSON.
const MOST_BYTES: usize = 1_000_000;
/// How much is kept of what was refused.
const MOST_REFUSED: usize = 100_000;
/// How long it takes at most till a tab hears that it is the one that sends, in milliseconds, if no other is.
const ANSWER: i64 = SECOND;
/// How long the key of a refusal is.
const REFUSED_KEY: usize = REFUSED.len() + 36;

impl Engine {
    /// Makes sure that what messages have in common stands in memory as it is now.
    pub(crate) fn know_common(&mut self) {
        if self.outbox.common.is_fresh {
            return;
        }
        let text = self.envelope().to_json();
        self.outbox.common.is_fresh = true;
        if self.memory.get(&text::concat(&[CONTEXT, &self.outbox.common.id])).raw() == text {
            return;
        }
        let id = String::from(segment::context_id(&self.random.id(self.now)));
        self.memory.put(&text::concat(&[CONTEXT, &id]), Value::Raw(text));
        self.outbox.common.id = id;
        self.outbox.untidy = true;
    }

    /// Puts what was written in this step into memory.
    pub(crate) fn close_segment(&mut self) {
        let Some(draft) = self.outbox.draft.as_mut().filter(|draft| draft.is_open) else { return };
        draft.is_open = false;
        let (key, text) = (draft.key.clone(), draft.to_text());
        self.memory.put(&key, Value::Raw(text));
        self.outbox.came(&key);
        while self.memory.bytes > MOST_BYTES && self.drop_least() {}
    }

    /// Drops what is worth least, and counts it; `false` where there is nothing.
    fn drop_least(&mut self) -> bool {
        let Some(record) = self.memory.least() else { return false };
        let key = record.key.clone();
        let mut all = self.memory.get(DROPPED).clone();
        if let Some(segment) = Segment::read(record) {
            for at in 0..segment.len() {
                for counts in [&mut all, &mut self.outbox.dropped] {
                    let count = counts.get(segment.event(at)).integer().unwrap_or(0);
                    counts.set(segment.event(at), (count + 1).into());
                }
            }
        }
        self.memory.put(DROPPED, all);
        self.let_segment_go(&key);
        true
    }

    pub(crate) fn let_segment_go(&mut self, key: &str) {
        self.memory.remove(key);
        self.outbox.end_draft();
        self.outbox.untidy = true;
    }

    /// Lets go of what waits, or was refused, under a purpose that is no longer allowed.
    pub(crate) fn stop_forbidden(&mut self) {
        self.close_segment();
        let mut keys = Vec::new();
        for record in self.memory.range(OUTBOX, KEY) {
            if segment::purpose(record.text()).is_some_and(|purpose| !self.consent.allows(purpose)) {
                keys.push(record.key.clone());
            }
        }
        for record in self.memory.range(REFUSED, REFUSED_KEY) {
            let refusal = json::parse(record.text()).unwrap_or_default();
            let purpose = Purpose::from_name(refusal.get("purpose").text_or_empty());
            if purpose.is_some_and(|purpose| !self.consent.allows(purpose)) {
                keys.push(record.key.clone());
            }
        }
        for key in &keys {
            self.let_segment_go(key);
        }
    }

    /// Whether this tab sends what is on the device: it is the one that does, or there is no other. A tab that is left
    /// before it can know whether there is sends too: its ids make that safe.
    pub(crate) fn sends_all(&self) -> bool {
        let left_early = self.outbox.leaving && self.now < self.tabs.sought + ANSWER;
        !self.tabs.device || self.tabs.leads || left_early
    }

    pub(crate) fn next_try(&self) -> i64 {
        self.outbox.next_try(&self.memory, &self.store.sinks, self.sends_all())
    }

    /// When the outbox wants to send next.
    pub(crate) fn next_send(&self) -> i64 {
        let next = self.next_try().max(self.hold);
        // What is due and cannot be sent is no reason to wake up.
        if self.whole || next > self.now { next } else { NEVER }
    }

    /// Ends a step: what was told is on the device, then it is sent, as far as no endpoint asked to wait.
    pub(crate) fn deliver(&mut self) {
        self.close_segment();
        self.tell_dropped();
        self.tidy();
        self.sync();
        self.seek_lead();
        if !self.whole {
            self.ask_for_rest();
        } else if self.outbox.leaving || self.next_send() <= self.now {
            self.flush();
        }
        self.outbox.leaving = false;
        self.outbox.doubt();
        self.tidy();
        self.sync();
    }

    fn sync(&mut self) {
        self.memory.sync(self.kept(), self.now, &mut self.effects);
    }

    /// What the device may keep: after a forgetting nothing, until somebody answers anew.
    fn kept(&self) -> Keeping {
        if self.forgotten { Keeping::default() } else { self.keeping }
    }

    /// Asks to be the tab that sends, where something on the device is to be sent.
    fn seek_lead(&mut self) {
        let allowed = self.tabs.device && self.kept().keeps(OUTBOX);
        let wanted = allowed && (self.tabs.seeks || (self.next_waits() && !self.store.sinks.is_empty()));
        if wanted != self.tabs.seeks {
            (self.tabs.seeks, self.tabs.sought) = (wanted, self.now);
            self.tabs.leads &= wanted;
            self.effects.push(Effect::Lead { wanted });
        }
    }

    fn next_waits(&self) -> bool {
        !self.memory.range(OUTBOX, KEY).is_empty()
    }

    #[inline(never)]
    fn flush(&mut self) {
        let (store, all) = (Rc::clone(&self.store), self.sends_all());
        let mut found = Findings::default();
        for index in 0..store.sinks.len() {
            let at = (store.sinks.as_slice(), index);
            if let Some(request) = self.outbox.due(&self.memory, at, self.now, all, &mut found) {
                // What is under way stays as it is.
                self.outbox.end_draft();
                self.effects.push(Effect::Send(request));
            }
        }
        for key in found.needless.iter().chain(&found.damaged) {
            self.let_segment_go(key);
        }
        self.tell_damaged(&found.damaged);
    }

    /// Says which records were of no use, if any.
    pub(crate) fn tell_damaged(&mut self, keys: &[String]) {
        if keys.is_empty() {
            return;
        }
        let mut names = Vec::new();
        for key in keys {
            names.push(Value::from(key));
        }
        let mut detail = Value::Null;
        detail.set_text(
            "message",
            "The device held records that are damaged or not of this version; they are gone.",
        );
        detail.set("records", Value::List(names));
        self.emit("error", detail);
    }

    fn tell_dropped(&mut self) {
        let dropped = core::mem::take(&mut self.outbox.dropped);
        if !dropped.is_null() {
            let mut detail = Value::Null;
            detail.set_text("message", "The outbox is full (1 MB): what is worth least was dropped.");
            detail.set("dropped", dropped);
            self.emit("error", detail);
        }
    }

    /// Lets go of contexts that no message has any more.
    fn tidy(&mut self) {
        if !core::mem::take(&mut self.outbox.untidy) {
            return;
        }
        for key in self.memory.needless_contexts() {
            if key.strip_prefix(CONTEXT) != Some(&self.outbox.common.id) {
                self.memory.remove(&key);
            }
        }
    }

    /// Takes the answer to a request.
    pub(crate) fn sent(&mut self, answer: &Answer) {
        let store = Rc::clone(&self.store);
        let Some(settled) = self.outbox.settle(answer, &store.sinks, &mut self.random) else { return };
        let Some(sink) = store.sinks.get(settled.sink) else { return };
        if !settled.accepted.is_empty() {
            let mut detail = Value::Null;
            detail.set_text("crm", &sink.name);
            detail.set("messages", settled.accepted.len().into());
            self.emit("sent", detail);
        }
        if !settled.refused.is_empty() {
            self.set_aside(&sink.name, answer.status, &settled.refused);
        }
        self.finish(settled.sink, &settled.done);
    }

    /// Notes what a sink needs no more; a segment of which nobody needs anything goes.
    fn finish(&mut self, index: usize, done: &[Place]) {
        let store = Rc::clone(&self.store);
        let (Some(sink), Some(cursor)) = (store.sinks.get(index), self.outbox.cursors.get_mut(index)) else {
            return;
        };
        let mut needless = Vec::new();
        for (place, (key, at)) in done.iter().enumerate() {
            // The last of each segment counts.
            if done.get(place + 1).is_some_and(|(next, _)| next == key) {
                continue;
            }
            let Some(mut segment) = self.memory.record(key).and_then(Segment::read) else { continue };
            let mut upto = at + 1;
            while let Some(next) = segment.next(sink, upto)
                && cursor.is_over(key, next)
            {
                upto = next + 1;
            }
            cursor.over.retain(|(other, place)| other != key || *place >= upto);
            let text = segment.finish(&sink.name, upto);
            if segment.is_needed(&store.sinks) {
                self.memory.put(key, Value::Raw(text));
            } else {
                needless.push(key);
            }
        }
        for key in needless {
            self.let_segment_go(key);
        }
    }

    /// Keeps what was refused for good, for people to look at: it is not tried again.
    fn set_aside(&mut self, crm: &str, status: u16, places: &[Place]) {
        let (mut ids, mut messages, mut purpose) = (Vec::new(), Vec::new(), None);
        for (key, at) in places {
            purpose = purpose.or(self.memory.record(key).and_then(|record| segment::purpose(record.text())));
            let common = json::parse(self.memory.get(&segment::context_key(key)).raw()).unwrap_or_default();
            if let Some(segment) = self.memory.record(key).and_then(Segment::read) {
                let mut message = segment.message(*at);
                message.merge(&common);
                messages.push(message);
                ids.push(Value::from(segment.id(*at)));
            }
        }
        let mut record = Value::Null;
        record.set_text("crm", crm);
        record.set("status", i64::from(status).into());
        let mut detail = Value::Null;
        let sentence = text::concat(&["The CRM `", crm, "` refused messages for good; `export()` has them."]);
        detail.set("message", sentence.into());
        detail.merge(&record);
        detail.set("messages", Value::List(ids));
        self.emit("error", detail);
        if let Some(purpose) = purpose {
            record.set_text("purpose", purpose.name());
        }
        record.set("messages", Value::List(messages));
        let id = self.random.id(self.now);
        self.memory.put(&text::concat(&[REFUSED, &id]), Value::Raw(record.to_json()));
        self.memory.keep_newest_refused();
    }
}

impl Memory {
    /// Lets the oldest refusals go, beyond what is kept of them. The newest stays however large it is.
    fn keep_newest_refused(&mut self) {
        let (mut bytes, mut keys) = (0, Vec::new());
        for record in self.range(REFUSED, REFUSED_KEY).iter().rev() {
            let newest = bytes == 0;
            bytes += record.text().len();
            if bytes > MOST_REFUSED && !newest {
                keys.push(record.key.clone());
            }
        }
        for key in &keys {
            self.remove(key);
        }
    }
}

// How tabs share what waits.
impl Engine {
    /// This tab sends from now on, and takes up what waits on the device; or it no longer does.
    pub(crate) fn lead(&mut self, stored: Option<Value>) {
        self.tabs.leads = stored.is_some();
        let mut entries = core::mem::take(&mut self.waiting);
        let Some(Value::Map(others)) = stored else { return };
        entries.extend(others);
        self.outbox.end_draft();
        self.memory.let_go();
        for (key, text) in entries {
            if is_text(&key)
                && self.memory.get(&key).is_null()
                && let Value::Text(text) = text
                && segment::is_sound(&key, &text)
            {
                self.memory.restore(&key, Value::Raw(text));
            }
        }
        for cursor in &mut self.outbox.cursors {
            cursor.after.clear();
        }
        self.outbox.untidy = true;
    }

    /// Another tab has written something that waits, or that waits for less.
    pub(crate) fn learn_waiting(&mut self, key: &str, text: &str) {
        if !segment::is_sound(key, text) || self.memory.get(key).raw() == text {
            return;
        }
        if key.starts_with(OUTBOX) && self.tabs.leads {
            let explicit = segment::purpose(text).is_none();
            if explicit {
                self.hold = self.now;
            } else {
                self.gather(segment::head(text).map_or(0, |(_, _, count)| count));
            }
        }
        self.memory.restore(key, Value::Raw(text.into()));
        self.outbox.came(key);
    }

    /// Another tab has removed something that waits. What messages here still need is written again.
    pub(crate) fn lose_waiting(&mut self, key: &str) {
        self.outbox.end_draft();
        let context = key.strip_prefix(CONTEXT);
        let needed = context.is_some() && !self.memory.needless_contexts().iter().any(|other| other == key);
        if needed && !self.memory.get(key).is_null() {
            self.memory.rewrite(key);
        } else {
            self.memory.released(key);
        }
    }
}
