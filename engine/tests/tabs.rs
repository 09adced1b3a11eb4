//! Two tabs of one store: in whatever order things happen, they never say too much together, nor the same at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/device.rs"]
mod device;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use barrio_engine::{Effect, Engine, Input, Start, Value, json, merged};
use device::{Device, records};
use proptest::prelude::*;

const NOW: i64 = 1_795_341_600_000;
const PER_SESSION: usize = 3;
const GAP: i64 = 60_000;

fn store() -> String {
    let campaign = |id: &str, format: &str, on: &str, extra: &str| {
        format!(
            r#"{{"id":"{id}","format":"{format}","trigger":{{"on":"{on}"{extra}}},"frequency":{{"times":3,"per":"1d"}},"content":{{"en":{{"blocks":[{{"text":"x"}}]}}}}}}"#
        )
    };
    let campaigns = [
        campaign("a", "modal", "page_view", ""),
        campaign("b", "banner", "page_view", r#","after":"2s""#),
        campaign("c", "modal", "add_to_cart", ""),
        campaign("d", "modal", "exit_intent", ""),
    ];
    format!(
        r#"{{"version":1,"consent":{{"default":"granted"}},"frequency":{{"perSession":{PER_SESSION},"perDay":10,"gap":"1m"}},"campaigns":[{}]}}"#,
        campaigns.join(",")
    )
}

/// What the browser does for the tabs of one store.
struct Browser {
    tabs: [Engine; 2],
    /// The device, and what each tab has not heard of yet.
    device: Device,
    inboxes: [VecDeque<(String, Option<String>)>; 2],
    /// Who waits for the turn.
    turns: VecDeque<usize>,
    on_screen: [BTreeSet<String>; 2],
    shown: Vec<i64>,
    now: i64,
}

impl Browser {
    fn new() -> Browser {
        let store = store();
        let mut browser = Browser {
            tabs: [Engine::new(&store), Engine::new(&store)],
            device: BTreeMap::new(),
            inboxes: Default::default(),
            turns: VecDeque::new(),
            on_screen: Default::default(),
            shown: Vec::new(),
            now: NOW,
        };
        for tab in 0..2 {
            let facts = json::parse(r#"{"languages":["en"],"tabs":true}"#).unwrap();
            let stored = records(&browser.device);
            browser.step(tab, Input::Start(Start { facts, stored, ..Start::default() }));
        }
        browser
    }

    fn step(&mut self, tab: usize, input: Input) {
        for effect in self.tabs[tab].step(self.now, input) {
            match effect {
                Effect::Persist { key, value } => {
                    let value = value.map(|text| match self.device.get(&key) {
                        Some(device) => merged(&key, &text, device),
                        None => text,
                    });
                    match &value {
                        Some(text) => self.device.insert(key.clone(), text.clone()),
                        None => self.device.remove(&key),
                    };
                    self.inboxes[1 - tab].push_back((key, value));
                }
                Effect::Claim => self.turns.push_back(tab),
                Effect::Show(view) => {
                    assert!(!self.on_screen[1 - tab].contains(&view.campaign), "twice on screen");
                    self.on_screen[tab].insert(view.campaign);
                    self.shown.push(self.now);
                    self.check();
                }
                Effect::Hide { campaign } => {
                    self.on_screen[tab].remove(&campaign);
                }
                _ => {}
            }
        }
    }

    /// The visit never ends here: nothing takes half an hour.
    fn check(&self) {
        assert!(self.shown.len() <= PER_SESSION, "too many: {:?}", self.shown);
        if let [.., before, last] = self.shown.as_slice() {
            assert!(last - before >= GAP, "too soon: {} ms", last - before);
        }
    }

    fn act(&mut self, tab: usize, action: u8, wait: i64) {
        self.now += wait;
        match action {
            0 => self
                .step(tab, Input::Page { facts: json::parse(r#"{"url":"https://shop.example/"}"#).unwrap() }),
            1 => self.step(tab, Input::Event { name: "add_to_cart".into(), properties: Value::Null }),
            2 => self.step(tab, Input::Wake),
            3 => self.signal(tab, "exit_intent"),
            4 => self.signal(tab, "page_hidden"),
            5 => self.signal(tab, "page_visible"),
            6 | 7 => {
                if let Some((key, value)) = self.inboxes[tab].pop_front() {
                    self.step(tab, Input::Stored { key, value });
                }
            }
            8 => {
                if let Some(campaign) = self.on_screen[tab].first().cloned() {
                    self.step(tab, Input::Dismiss { campaign });
                }
            }
            _ => self.give_turn(),
        }
    }

    fn signal(&mut self, tab: usize, name: &str) {
        self.step(tab, Input::Signal { name: name.into(), selector: String::new(), value: 0.0 });
    }

    fn give_turn(&mut self) {
        if let Some(tab) = self.turns.pop_front() {
            let elsewhere = self.on_screen[1 - tab].iter().map(|id| Value::from(id.as_str())).collect();
            let stored = records(&self.device);
            self.step(tab, Input::Turn { stored, elsewhere: Value::List(elsewhere) });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn the_budget_is_never_exceeded(acts in prop::collection::vec((0_usize..2, 0_u8..14, 0_i64..20_000), 0..80)) {
        let mut browser = Browser::new();
        for (tab, action, wait) in acts {
            browser.act(tab, action, wait);
        }
    }
}

/// The property can fail: tabs that know nothing of each other both speak.
#[test]
fn without_turns_both_tabs_would_speak() {
    let mut shown = 0;
    for _ in 0..2 {
        let mut tab = Engine::new(&store());
        let facts = json::parse(r#"{"languages":["en"]}"#).unwrap();
        tab.step(NOW, Input::Start(Start { facts, ..Start::default() }));
        let facts = json::parse(r#"{"url":"https://shop.example/"}"#).unwrap();
        shown += tab.step(NOW, Input::Page { facts }).iter().filter(|e| matches!(e, Effect::Show(_))).count();
    }
    assert_eq!(shown, 2);
}

#[test]
fn what_one_tab_has_said_the_other_knows() {
    let mut browser = Browser::new();
    browser.act(0, 0, 0);
    browser.act(0, 9, 0);
    assert_eq!(browser.on_screen[0].len(), 1);
    browser.act(1, 0, 0);
    browser.act(1, 9, 2_000);
    assert!(browser.on_screen[1].is_empty(), "within the gap");
    browser.act(1, 1, GAP);
    browser.act(1, 9, 0);
    assert_eq!(browser.shown.len(), 2);
}
