//! `Engine`: the state machine. One input with its time goes in, the effects in their order come out.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::answers::Answers;
use crate::build::Shown;
use crate::consent::{Consent, Keeping};
use crate::country::Country;
use crate::effect::Effect;
use crate::error::{Issue, Report};
use crate::input::Input;
use crate::memory::{CONSENT, Memory};
use crate::outbox::Outbox;
use crate::pattern::{self, Compile};
use crate::person::Person;
use crate::random::Random;
use crate::store::StoreFile;
use crate::tabs::Tabs;
use crate::text;
use crate::value::Value;
use crate::visitor::Visitor;

/// The time of what does not happen.
pub(crate) const NEVER: i64 = i64::MAX;

/// All that barrio knows and decides for one visitor of one store.
///
/// The same store file and the same inputs give the same effects, natively and in WebAssembly, to the byte.
///
/// ```
/// use barrio_engine::{Engine, Input, Start};
///
/// let mut engine = Engine::new(r#"{"version": 1, "store": {"name": "Maple & Main"}}"#);
/// let effects = engine.step(1_795_341_600_000, Input::Start(Start::default()));
/// assert!(effects.is_empty() && engine.issues().is_empty());
/// ```
#[derive(Debug)]
pub struct Engine {
    /// Shared, so that what stands in it can be looked at while the rest changes.
    pub(crate) store: Rc<StoreFile>,
    issues: Vec<Issue>,
    pub(crate) visitor: Visitor,
    pub(crate) memory: Memory,
    pub(crate) answers: Answers,
    pub(crate) consent: Consent,
    /// What the device may keep, as of the last step.
    pub(crate) keeping: Keeping,
    /// All was forgotten, and nothing has been done since that could be remembered.
    pub(crate) forgotten: bool,
    pub(crate) outbox: Outbox,
    pub(crate) person: Person,
    pub(crate) random: Random,
    pub(crate) tabs: Tabs,
    /// The long list of referring sites, where the page gave one.
    pub(crate) sources: Value,
    /// Whether a program visits: it is not counted.
    pub(crate) bot: bool,
    /// Whether nobody sees the page.
    pub(crate) hidden: bool,
    /// For each campaign from when on it may speak, once its trigger has happened on this page; till then `NEVER`.
    pub(crate) armed: Vec<i64>,
    /// For each program whether something happened in this step that may enter it.
    pub(crate) called: Vec<bool>,
    /// When to look again, since somebody who is due waits for it.
    pub(crate) again: i64,
    /// For each set of languages that the store's campaigns have, the place of the one that serves this visitor.
    pub(crate) served: Vec<Option<usize>>,
    /// What is on the page now.
    pub(crate) shown: Vec<Shown>,
    /// Nothing is sent before this time, so that what comes together goes together.
    pub(crate) hold: i64,
    /// Records that were given beside those of the next start.
    pub(crate) waiting: Vec<(String, Value)>,
    wake: i64,
    pub(crate) now: i64,
    started: bool,
    /// Whether all of the engine is there: in the browser what shows and what sends is loaded when it is needed.
    pub(crate) whole: bool,
    /// Whether what is missing was asked for, to send.
    pub(crate) asked: bool,
    /// The campaigns whose content turned out to be faulty when the engine became whole.
    pub(crate) faulty: Vec<String>,
    pub(crate) effects: Vec<Effect>,
}

impl Engine {
    /// Reads a store file. Whatever is wrong with it is in `issues`; what is good runs.
    ///
    /// Regular expressions are matched by the crate `regex`, with the feature of that name; without it by nobody.
    pub fn new(store_text: &str) -> Engine {
        Engine::with_patterns(store_text, pattern::NATIVE)
    }

    /// The same with somebody else to match regular expressions, such as the browser.
    #[inline(never)]
    pub fn with_patterns(store_text: &str, compile: Compile) -> Engine {
        Engine::read(store_text, compile, true)
    }

    /// The same, of which only that part is there which follows a visit: content is not looked at, nothing is shown
    /// and nothing sent until `make_whole`.
    pub fn partial(store_text: &str, compile: Compile) -> Engine {
        Engine::read(store_text, compile, false)
    }

    fn read(store_text: &str, compile: Compile, whole: bool) -> Engine {
        let (store, issues) = StoreFile::parse_with(store_text, compile, whole);
        Engine { issues, whole, ..Engine::open(Rc::new(store)) }
    }

    /// An engine for a store file that has been read: many visitors may share it.
    pub fn open(store: Rc<StoreFile>) -> Engine {
        Engine {
            consent: Consent::new(store.consent, &store.signals),
            keeping: Keeping::ALL,
            forgotten: false,
            outbox: Outbox::new(&store.sinks),
            answers: Answers::new(&store.questions),
            issues: Vec::new(),
            visitor: Visitor::default(),
            memory: Memory::default(),
            person: Person::default(),
            random: Random::new(""),
            tabs: Tabs::default(),
            sources: Value::Null,
            bot: false,
            hidden: false,
            armed: alloc::vec![NEVER; store.campaigns.len()],
            called: alloc::vec![false; store.programs.len()],
            again: NEVER,
            served: Vec::new(),
            shown: Vec::new(),
            hold: 0,
            waiting: Vec::new(),
            wake: NEVER,
            now: 0,
            started: false,
            whole: true,
            asked: false,
            faulty: Vec::new(),
            effects: Vec::new(),
            store,
        }
    }

    /// Takes the visitor's memory away, for somebody else to keep; the next visitor begins without one.
    pub fn take_records(&mut self) -> Memory {
        core::mem::take(&mut self.memory)
    }

    /// Gives the engine a visitor's memory, before `Input::Start`. It then asks no device to keep anything:
    /// whoever gave it takes it back with `take_records`.
    pub fn give_records(&mut self, records: Memory) {
        let store = Rc::clone(&self.store);
        *self = Engine {
            issues: core::mem::take(&mut self.issues),
            faulty: core::mem::take(&mut self.faulty),
            whole: self.whole,
            ..Engine::open(store)
        };
        self.memory = records;
        self.memory.detached = true;
        // Known before the start: it lets go of what is not allowed.
        let answers = self.memory.get(CONSENT);
        if !answers.is_null() {
            self.consent.answers = answers.clone();
        }
    }

    /// Gives what the device keeps of messages that wait, beside the records of the next `Input::Start` or
    /// `Input::Lead`: each record's name and its text on lines of their own. There may be much of it, and JSON within
    /// JSON takes its time.
    pub fn give_waiting(&mut self, lines: &str) {
        let mut rest = Some(lines);
        while let Some(left) = rest {
            let key = take_line(left, &mut rest);
            let Some(left) = rest else { return };
            self.waiting.push((key.into(), Value::Text(take_line(left, &mut rest).into())));
        }
    }

    /// What is known of the visitor, under the names of the store file.
    pub fn visitor(&self) -> &Value {
        self.visitor.attributes()
    }

    /// How many campaigns run.
    pub fn campaigns(&self) -> usize {
        self.store.campaigns.len()
    }

    /// What is wrong with the store file.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// How the store wants its messages to look, and its own words for ours: the store file's `theme` and `words`,
    /// as they stand there.
    pub fn appearance(&self) -> Value {
        Value::map([("theme", self.store.theme.clone()), ("words", self.store.words.clone())])
    }

    /// Where the visitor is, an ISO 3166 code; before the start as the facts of `Start` say.
    pub fn country(&self, facts: &Value) -> Value {
        let known = self.visitor.attributes().get("country");
        if !known.is_null() {
            return known.clone();
        }
        let text = |path| facts.at(path).text_or_empty();
        Country::detect(text("country"), text("timezone"), text("languages.0"))
            .as_ref()
            .map_or(Value::Null, Value::from)
    }

    /// The consent managers that the page must watch, and tell of as `Input::Consent`: an array of their names.
    pub fn consent_sources(&self) -> Value {
        let mut names = Vec::new();
        for name in &self.store.signals {
            names.push(Value::from(*name));
        }
        Value::List(names)
    }

    /// What the page must tell as `Input::Signal`, since some campaign waits for it: an array of
    /// `{"name": "click", "selector": "#help"}`, where the selector is only there for `click` and `seen`.
    pub fn watches(&self) -> Value {
        self.store.watches()
    }

    /// The IANA time zones whose offsets `Start::zones` must give beside the visitor's own.
    pub fn zones(&self) -> Vec<String> {
        self.store.zones()
    }

    /// The rows of CRMs that are to be loaded and given as `Input::Rows`, by name. Till then their messages wait.
    pub fn rows(&self) -> Value {
        let mut names = Vec::new();
        for sink in &self.store.sinks {
            if let Some(name) = sink.wanted().filter(|name| !names.contains(name)) {
                names.push(name);
            }
        }
        names.into()
    }

    fn take_rows(&mut self, rows: &Value) {
        let mut report = Report::default();
        for sink in &self.store.sinks {
            if let Some(row) = sink.wanted().map(|name| rows.get(name)).filter(|row| !row.is_null()) {
                sink.load(row, &mut report);
            }
        }
        self.tell_faults(report);
    }

    pub(crate) fn tell_faults(&mut self, report: Report) {
        for issue in report.issues {
            self.emit_error(&text::concat(&[&issue.path, ": ", &issue.message]));
            self.issues.push(issue);
        }
    }

    /// Takes what happened at `now` (milliseconds since 1970, UTC) and says what is to be done.
    ///
    /// Before `Input::Start` nothing else is taken, and of a bot nothing at all.
    pub fn step(&mut self, now: i64, input: Input) -> Vec<Effect> {
        self.now = now;
        let learnt = matches!(input, Input::Stored { .. } | Input::Turn { .. });
        let goes_on = self.started;
        match input {
            Input::Start(start) => {
                self.start(start);
                self.started = true;
            }
            Input::Forget { tell } => self.forget(tell, &Value::Null),
            _ if !self.started || self.bot => return Vec::new(),
            input => self.take(input),
        }
        self.mind_consent();
        self.relate(learnt);
        self.refresh();
        if goes_on {
            // What is told of a program is told of a page.
            self.advance();
        }
        self.decide();
        self.tabs.turn = false;
        self.deliver();
        self.plan_wake();
        core::mem::take(&mut self.effects)
    }

    fn take(&mut self, input: Input) {
        if !matches!(input, Input::Event { .. }) {
            // It may change what messages have in common.
            self.outbox.doubt();
        }
        match input {
            Input::Batch { inputs } => {
                for input in inputs {
                    self.take(input);
                }
            }
            Input::Page { facts } => self.page(&facts),
            Input::Event { name, properties } => self.event(&name, &properties),
            Input::Identify { id, traits } => self.identify(id, &traits),
            Input::Consent { purposes, source } => self.answer(&purposes, &source),
            Input::Facts { facts } => self.visitor.set_facts(&facts),
            Input::Signal { name, selector, value } => self.signal(&name, &selector, value),
            Input::Stored { key, value } => self.stored(&key, value.as_deref()),
            Input::Turn { stored, elsewhere } => self.turn(&stored, elsewhere),
            Input::Wake => self.wake = NEVER,
            Input::Flush { leaving: true } => self.outbox.leaving = true,
            Input::Flush { leaving: false } => self.hold = self.now,
            Input::Lead { stored } => self.lead(stored),
            Input::Unkept { key } => {
                self.memory.unkept(&key, self.now);
                self.outbox.came(&key);
            }
            Input::Online { online } => self.outbox.set_online(online),
            Input::Rows { rows } => self.take_rows(&rows),
            Input::Reset => self.reset(),
            input if self.whole => self.take_rest(input),
            _ => {}
        }
    }

    /// Brings the answers to the store's questions up to date.
    pub(crate) fn refresh(&mut self) {
        let questions = &self.store.questions;
        self.visitor.set_time(&self.memory, self.now);
        let changed = core::mem::take(&mut self.visitor.changed);
        if !changed.is_empty() {
            self.answers.refresh(questions, self.visitor.attributes(), Some(&changed));
        }
        self.answers.settle(questions, &self.memory, self.now);
    }

    fn plan_wake(&mut self) {
        let mut next = self.next_send().min(self.again);
        for due in &self.armed {
            if *due > self.now {
                next = next.min(*due);
            }
        }
        if next != NEVER && next != self.wake {
            self.effects.push(Effect::Wake { at: next });
        }
        self.wake = next;
    }

    pub(crate) fn emit(&mut self, name: &'static str, detail: Value) {
        self.effects.push(Effect::Emit { name, detail });
    }

    pub(crate) fn emit_error(&mut self, sentence: &str) {
        let mut detail = Value::Null;
        detail.set_text("message", sentence);
        self.emit("error", detail);
    }
}

/// The text up to the end of its line; `rest` becomes what follows, `None` where there is nothing.
fn take_line<'a>(text: &'a str, rest: &mut Option<&'a str>) -> &'a str {
    let end = text.bytes().position(|byte| byte == b'\n');
    let (line, after) = end.and_then(|end| text.split_at_checked(end)).unwrap_or((text, ""));
    *rest = after.get(1..);
    line
}
