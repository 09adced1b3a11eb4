//! Forms: what was filled in, the proof of what was agreed to, and what is done with both.

use alloc::string::String;
use alloc::vec::Vec;

use crate::answer;
use crate::build::Shown;
use crate::consent;
use crate::effect::Effect;
use crate::engine::Engine;
use crate::sha256;
use crate::speak::AWAY;
use crate::time;
use crate::value::Value;

/// A field that people do not see. Whoever fills it in is a program, whose form is taken and goes nowhere.
///
/// How fast a form is sent says nothing: a browser that knows its owner fills it in at once.
const TRAP: &str = "barrio_hp";
/// What a consent's box is called, before its purpose: no field of the store's can have such a name.
pub(crate) const CONSENT: &str = "consent:";

/// What a form is sent for, and the event that this is.
const EVENTS: [(&str, &str); 4] = [
    ("subscribe", "opt_in"),
    ("unsubscribe", "opt_out"),
    ("prefer", "preferences"),
    ("message", "generate_lead"),
];

/// What was filled in: the fields that say something, and the proof of each consent.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    pub fields: Value,
    pub proofs: Vec<Value>,
}

/// The first thing that is wrong: the field's name and its code.
type Refusal = (String, &'static str);

/// Reads what was filled in to these nodes of a view. `proof` is what all proofs have in common.
///
/// # Errors
/// The first field, in reading order, that cannot be taken as it is; not if it is `lenient`, which passes it over.
fn read(nodes: &[Value], filled: &Value, proof: &Value, lenient: bool) -> Result<Submission, Refusal> {
    let mut submission = Submission { fields: Value::Map(Vec::new()), proofs: Vec::new() };
    for node in nodes.iter().filter(|node| answer::is_asked(node)) {
        let name = node.get("name").text_or_empty();
        let taken = answer::read(node, filled).and_then(|answer| {
            let (other, words) = answer::read_other(node, filled, &answer)?;
            submission.fields.set_known(&other, words);
            Ok(answer)
        });
        match (taken, name.strip_prefix(CONSENT)) {
            (Err(_), _) if lenient => {}
            (Err(code), _) => return Err((name.into(), code)),
            (Ok(Value::Bool(true)), Some(purpose)) => submission.proofs.push(prove(purpose, node, proof)),
            (Ok(_), Some(_)) => {}
            (Ok(answer), None) => submission.fields.set_known(name, answer),
        }
    }
    Ok(submission)
}

/// The proof of one consent: the exact words, their digest, and how it came about.
fn prove(purpose: &str, node: &Value, common: &Value) -> Value {
    let text = crate::view::plain_text(node.get("text"));
    let mut proof = Value::Null;
    proof.set_text("purpose", purpose);
    proof.set_text("text", &text);
    proof.set_text("text_hash", &sha256::hex(&text));
    proof.merge(&common.pick("locale"));
    proof.set_text("method", "form");
    proof.set_text("double_opt_in", if purpose == "marketing" { "pending" } else { "none" });
    proof.merge(common);
    proof
}

/// Whether a program filled this in.
pub(crate) fn is_trapped(filled: &Value) -> bool {
    !filled.get(TRAP).text_or_empty().is_empty()
}

impl Engine {
    /// Takes a form: what was given and agreed to goes to the CRM, whatever else is allowed.
    pub(crate) fn submit(&mut self, id: &str, shown: &Shown, verb: &str, filled: &Value) {
        if is_trapped(filled) {
            return self.thank(id);
        }
        let leaves = verb == "unsubscribe";
        let Some(Submission { fields, proofs }) = self.take_fields(id, shown, filled, leaves) else { return };
        let event = EVENTS.iter().find(|(name, _)| *name == verb).map_or("", |(_, event)| event);
        // Of what is chosen, not said, the CRM needs to know only whose it is.
        let mut told = fields.pick("email phone");
        match event {
            "opt_out" => told.set_text("purpose", "marketing"),
            "preferences" => told.set("preferences", self.prefer(&shown.nodes, &fields)),
            _ => {
                told = fields.clone();
                told.set_text("page", self.page_seen());
                told.set_text("locale", &self.locale_of(shown));
            }
        }
        if !leaves {
            self.agree(id, &fields, &proofs, event == "opt_in");
        }
        if event != "opt_in" {
            self.turned(id, event, told, fields);
        }
        if leaves {
            // After it is told, while it may still be told whose subscription ends.
            self.answer(&Value::map([("marketing", false.into())]), consent::FORM);
        }
        // What is left in the place of a survey does not complete it, nor earn its thanks.
        if shown.part == AWAY && self.format(shown) == "survey" {
            return self.say_sent(shown.clone());
        }
        self.complete(id);
        self.thank(id);
    }

    /// Reads what stands in the fields of a message; `None` where something is wrong with it, which is then said.
    pub(crate) fn take_fields(
        &mut self,
        id: &str,
        shown: &Shown,
        filled: &Value,
        lenient: bool,
    ) -> Option<Submission> {
        let mut proof = Value::Null;
        proof.set_text("locale", &self.locale_of(shown));
        proof.merge(&self.detail(id));
        proof.set_text("page", self.page_seen());
        proof.set_text("time", &time::rfc3339(self.now));
        proof.set("signals", self.consent.signals());
        match read(&shown.nodes, filled, &proof, lenient) {
            Ok(submission) => Some(submission),
            Err((field, code)) => {
                self.effects.push(Effect::Invalid { campaign: id.into(), field, code });
                None
            }
        }
    }

    /// Takes what was agreed to. A form that asks for nothing to be agreed to may still be an opt-in: `always`.
    pub(crate) fn agree(&mut self, id: &str, fields: &Value, proofs: &[Value], always: bool) {
        let mut granted = Value::Null;
        for proof in proofs {
            granted.set(proof.get("purpose").text_or_empty(), true.into());
        }
        if !proofs.is_empty() {
            self.answer(&granted, consent::FORM);
        }
        let mut told = fields.clone();
        match proofs {
            [] if !always => return,
            [] => {}
            [proof] => told.set("consent", proof.clone()),
            proofs => told.set("consent", Value::List(proofs.into())),
        }
        self.tell_subscriber(fields);
        self.turned(id, "opt_in", told, fields.clone());
    }

    /// The visitor turned to the store in a message: that is noted, and told to the CRM and to the page.
    fn turned(&mut self, id: &str, event: &'static str, told: Value, fields: Value) {
        self.did(event, &Value::map([("campaign", id.into())]));
        let mut detail = self.detail(id);
        let mut properties = detail.clone();
        properties.merge(&told);
        self.tell_turn(event, properties);
        detail.set("fields", fields);
        self.emit(event, detail);
    }

    /// Notes what the visitor did in a message, and wakes the campaigns that wait for it.
    pub(crate) fn did(&mut self, event: &str, properties: &Value) {
        self.observe(event, properties);
        self.arm_for_event(event, properties);
    }

    /// The language that a message is in.
    pub(crate) fn locale_of(&self, shown: &Shown) -> String {
        shown.content(&self.store).map_or_else(String::new, |content| content.locale.clone())
    }
}
