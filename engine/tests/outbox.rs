//! Two tabs, one device and a CRM that answers as it likes: nothing is lost, and what one tab told arrives in its order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/device.rs"]
mod device;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use barrio_engine::{Effect, Engine, Input, Request, Start, Value, json};
use device::{Device, records};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const NOW: i64 = 1_795_341_600_000;
const STORE: &str = r#"{"version":1,"consent":{"default":"granted"},"share":["e","f"],"crm":[
    {"type":"segment","name":"one","url":"/one"},{"type":"segment","name":"two","url":"/two","events":["f"]}]}"#;

/// What the browser does for two tabs, and what the CRMs have got.
struct World {
    tabs: [Engine; 2],
    device: Device,
    inboxes: [VecDeque<(String, Option<String>)>; 2],
    /// Who sends, and who waits for it.
    leader: Option<usize>,
    seekers: VecDeque<usize>,
    /// Requests without an answer, with the tab that made each.
    under_way: VecDeque<(usize, Request)>,
    /// By CRM the messages as they came first, each as its tab and its number there.
    received: [Vec<(usize, usize)>; 2],
    told: [usize; 2],
    refused: BTreeSet<(usize, usize)>,
    now: i64,
}

impl World {
    fn new() -> World {
        let mut world = World {
            tabs: [Engine::new(STORE), Engine::new(STORE)],
            device: BTreeMap::new(),
            inboxes: Default::default(),
            leader: None,
            seekers: VecDeque::new(),
            under_way: VecDeque::new(),
            received: Default::default(),
            told: [0; 2],
            refused: BTreeSet::new(),
            now: NOW,
        };
        assert!(world.tabs[0].issues().is_empty(), "{:?}", world.tabs[0].issues());
        (0..2).for_each(|tab| world.open(tab));
        world
    }

    /// Opens a tab, in the place of the one that was there.
    fn open(&mut self, tab: usize) {
        self.tabs[tab] = Engine::new(STORE);
        self.inboxes[tab].clear();
        self.seekers.retain(|other| *other != tab);
        self.under_way.retain(|(of, _)| *of != tab);
        if self.leader == Some(tab) {
            self.leader = None;
        }
        self.now += 1;
        let facts = json::parse(r#"{"languages":["en"],"tabs":true,"device":true}"#).unwrap();
        let seed = format!("{tab} {}", self.now);
        let stored = records(&self.device);
        self.step(tab, Input::Start(Start { seed, facts, stored, ..Start::default() }));
    }

    fn step(&mut self, tab: usize, input: Input) {
        for effect in self.tabs[tab].step(self.now, input) {
            match effect {
                Effect::Persist { key, value } => {
                    match &value {
                        Some(text) => self.device.insert(key.clone(), text.clone()),
                        None => self.device.remove(&key),
                    };
                    self.inboxes[1 - tab].push_back((key, value));
                }
                Effect::Lead { wanted: true } => self.seekers.push_back(tab),
                Effect::Lead { wanted: false } => panic!("nobody took back what is allowed"),
                // Nobody hears of a beacon; this one arrives.
                Effect::Send(request) if request.leaving => self.receive(&request),
                Effect::Send(request) => {
                    assert_eq!(self.leader, Some(tab), "only the leader sends what is on the device");
                    self.under_way.push_back((tab, request));
                }
                Effect::Emit { name: "error", detail } => self.note_refused(&detail),
                _ => {}
            }
        }
    }

    fn note_refused(&mut self, detail: &Value) {
        assert_eq!(detail.get("status").integer(), Some(403), "{}", detail.to_json());
    }

    fn receive(&mut self, request: &Request) {
        let crm = usize::from(request.url == "/two");
        for message in messages(request) {
            if !self.received[crm].contains(&message) {
                self.received[crm].push(message);
            }
        }
    }

    fn track(&mut self, tab: usize, name: &str) {
        let properties = Value::map([("tab", tab.into()), ("n", self.told[tab].into())]);
        self.told[tab] += 1;
        self.step(tab, Input::Event { name: name.into(), properties });
    }

    /// The oldest request is answered; with 0 it got lost before or after it arrived.
    fn answer(&mut self, status: u16, arrives: bool) {
        let Some((tab, request)) = self.under_way.pop_front() else { return };
        if status == 200 || (status == 0 && arrives) {
            self.receive(&request);
        }
        if status == 403 {
            self.refused.extend(messages(&request));
        }
        let sent = Input::Sent { request: request.id, status, retry_after: None, body: String::new() };
        self.step(tab, sent);
    }

    fn hear(&mut self, tab: usize) -> bool {
        let Some((key, mut value)) = self.inboxes[tab].pop_front() else { return false };
        // Of what waits the shell tells what stands there by now: what an event says may be over.
        if ["outbox/", "context/", "refused/"].iter().any(|folder| key.starts_with(folder)) {
            value = self.device.get(&key).cloned();
        }
        self.step(tab, Input::Stored { key, value });
        true
    }

    /// Both tabs hear all that the other wrote. They come to an end: what one does must not make the other undo it.
    fn hear_all(&mut self) {
        for _ in 0..5_000 {
            if !(self.hear(0) || self.hear(1)) {
                return;
            }
        }
        panic!("the tabs answer each other for ever: {:?}", self.inboxes);
    }

    /// Everything that is posted is taken. That comes to an end: what was taken is not posted again.
    fn answer_all(&mut self) {
        for _ in 0..1_000 {
            if self.under_way.is_empty() {
                return;
            }
            self.answer(200, true);
        }
        panic!("the same is posted for ever: {:?}", self.under_way);
    }

    fn lead(&mut self) {
        if self.leader.is_none()
            && let Some(tab) = self.seekers.pop_front()
        {
            self.leader = Some(tab);
            let stored = Some(records(&self.device));
            self.step(tab, Input::Lead { stored });
        }
    }

    fn act(&mut self, tab: usize, action: u8, wait: i64) {
        self.now += wait;
        match action {
            0..=3 => self.track(tab, "e"),
            4 | 5 => self.track(tab, "f"),
            6 => self.step(tab, Input::Wake),
            7 | 8 => drop(self.hear(tab)),
            9 => self.lead(),
            10 => self.answer(200, true),
            11 => self.answer(0, wait % 2 == 0),
            12 => self.answer(503, false),
            13 => self.answer(403, false),
            14 => self.step(tab, Input::Flush { leaving: true }),
            15 => self.open(tab),
            // A page that goes and comes back leaves it to the others to send.
            _ => {
                if self.leader == Some(tab) {
                    self.leader = None;
                    self.step(tab, Input::Lead { stored: None });
                    self.seekers.push_back(tab);
                }
            }
        }
    }

    /// Everything works from now on: all that waits goes out.
    fn settle(&mut self) {
        for _ in 0..40 {
            self.hear_all();
            self.lead();
            self.now += 3_700_000;
            self.step(0, Input::Wake);
            self.step(1, Input::Wake);
            self.answer_all();
            let waits = self.device.keys().any(|key| key.starts_with("outbox/"));
            if !waits && self.inboxes.iter().all(VecDeque::is_empty) {
                return;
            }
        }
        panic!("something waits for ever: {:?}", self.device);
    }
}

fn messages(request: &Request) -> Vec<(usize, usize)> {
    let body = json::parse(&request.body).unwrap();
    let number = |message: &Value, path| message.at(path).index().expect("every message has its context");
    let of = |message: &Value| {
        assert!(message.get("anonymousId").text().is_some(), "no context: {}", message.to_json());
        (number(message, "properties.tab"), number(message, "properties.n"))
    };
    body.get("batch").items().iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(5), ..ProptestConfig::with_cases(500) })]

    #[test]
    fn nothing_is_lost_and_the_order_holds(acts in prop::collection::vec((0_usize..2, 0_u8..17, 0_i64..9_000), 0..120)) {
        let mut world = World::new();
        for (tab, action, wait) in acts {
            world.act(tab, action, wait);
        }
        world.settle();
        let got: BTreeSet<_> = world.received[0].iter().chain(&world.refused).copied().collect();
        for tab in 0..2 {
            let missing: Vec<_> = (0..world.told[tab]).filter(|n| !got.contains(&(tab, *n))).collect();
            prop_assert!(missing.is_empty(), "tab {tab} lost {missing:?}");
            for received in &world.received {
                let order: Vec<_> = received.iter().filter(|(of, _)| *of == tab).map(|(_, n)| *n).collect();
                prop_assert!(order.is_sorted(), "tab {tab}: {order:?}");
            }
        }
        let left: Vec<_> = world.device.keys().filter(|key| key.starts_with("context/")).collect();
        prop_assert!(left.len() <= 4, "{left:?}");
    }
}

/// A tab alone whose CRM does not answer, and the errors that it hears of.
fn tell(engine: &mut Engine, now: i64, input: Input) -> Vec<Value> {
    let errors = engine.step(now, input).into_iter().filter_map(|effect| match effect {
        Effect::Emit { name: "error", detail } => Some(detail),
        _ => None,
    });
    errors.collect()
}

#[test]
fn what_is_worth_least_goes_first_and_is_counted() {
    let mut engine = Engine::new(STORE);
    tell(&mut engine, NOW, Input::Start(Start { seed: "s".into(), ..Start::default() }));
    let traits = Value::map([("email", "ana@example.com".into())]);
    tell(&mut engine, NOW, Input::Identify { id: Some("1".into()), traits });
    let mut dropped = 0;
    for n in 0..30 {
        let properties = Value::map([("n", Value::from(n)), ("text", "x".repeat(50_000).as_str().into())]);
        let errors = tell(&mut engine, NOW + n, Input::Event { name: "e".into(), properties });
        for error in errors {
            dropped += error.at("dropped.e").integer().unwrap();
        }
    }
    assert_eq!(dropped, 11, "a megabyte holds 19 of them");
    let explained = engine.explain(NOW + 30, None);
    assert_eq!(explained.at("outbox.dropped.e").integer(), Some(11));
    assert!(explained.at("outbox.bytes").integer().unwrap() <= 1_000_000);
    let export = engine.export();
    let segments: Vec<_> = export
        .entries()
        .iter()
        .filter(|(key, _)| key.starts_with("outbox/"))
        .map(|(_, value)| value)
        .collect();
    let events: Vec<_> = segments.iter().map(|segment| segment.at("5.0").text().unwrap()).collect();
    assert_eq!(events.first(), Some(&"identify"), "who it is stays, although it came first");
    let numbers: Vec<_> = segments.iter().filter_map(|segment| segment.at("5.1.n").integer()).collect();
    assert_eq!(numbers, (11..30).collect::<Vec<_>>(), "the oldest of the others went");
}
