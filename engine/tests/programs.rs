//! Visits in any order, in one tab or two: no step of a program comes twice, none too early or after the exit, and the
//! budget holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/device.rs"]
mod device;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use barrio_engine::{Effect, Engine, Input, Start, Value, json, merged};
use device::{Device, records};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const NOW: i64 = 1_795_341_600_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const PER_DAY: usize = 2;
const GAP: i64 = 5 * MINUTE;

/// Each step shows the campaign of its own name, so that a `Show` says which step it is.
const STORE: &str = r#"{"version":1,"consent":{"default":"granted"},
  "frequency":{"perSession":9,"perDay":2,"gap":"5m"},
  "campaigns":[
    {"id":"other","format":"banner","frequency":{},"trigger":"view_item","content":{"en":{"blocks":[{"text":"x"}]}}},
    {"id":"a","format":"modal","frequency":{},"content":{"en":{"blocks":[{"text":"x"}]}}},
    {"id":"b","format":"card","frequency":{},"content":{"en":{"blocks":[{"text":"x"}]}}},
    {"id":"c","format":"modal","frequency":{},"trigger":{"on":"page_view","after":"5s"},"content":{"en":{"blocks":[{"text":"x"}]}}},
    {"id":"d","format":"modal","frequency":{},"priority":1,"content":{"en":{"blocks":[{"text":"x"}]}}},
    {"id":"e","format":"card","frequency":{},"holdout":0.5,"content":{"en":{"blocks":[{"text":"x"}]}}}],
  "programs":[
    {"id":"once","enter":{"event":"opt_in"},"exit":{"did":{"event":"purchase"}},"steps":[
      {"id":"a","show":"a"},
      {"id":"b","show":"b","after":"1d","unless":{"did":{"event":"search"}}},
      {"id":"c","show":"c","after":"3d","expires":"2d"},
      {"id":"t","tag":"quiet","after":"6d","unless":{"did":{"event":"campaign_dismissed","within":"4d"}}}]},
    {"id":"often","again":"2d","exit":{"did":{"event":"purchase"}},"steps":[
      {"id":"d","show":"d","if":{"did":{"event":"view_item"}},"expires":"4d"},
      {"id":"e","show":"e","after":"2d","expires":"2d"}]}]}"#;

/// How long after entering each step is due, by the program.
const STEPS: [(&str, &[(&str, i64)]); 2] = [
    ("once", &[("a", 0), ("b", DAY), ("c", 3 * DAY), ("t", 6 * DAY)]),
    ("often", &[("d", 0), ("e", 2 * DAY)]),
];

fn program_of(campaign: &str) -> Option<(&'static str, usize, i64)> {
    STEPS.iter().find_map(|(program, steps)| {
        let place = steps.iter().position(|(step, _)| *step == campaign)?;
        Some((*program, place, steps[place].1))
    })
}

/// What became of one entry into a program.
#[derive(Default)]
struct Entry {
    entered: i64,
    left: bool,
    shown: Vec<usize>,
}

/// What the browser does for the tabs of one store, and what the visitor has seen.
struct World {
    tabs: Vec<Engine>,
    device: Device,
    inboxes: Vec<VecDeque<(String, Option<String>)>>,
    turns: VecDeque<usize>,
    on_screen: Vec<BTreeSet<String>>,
    shown: Vec<i64>,
    /// By program, the latest entry at the end.
    entries: BTreeMap<String, Vec<Entry>>,
    now: i64,
    /// Whether the clock is only ever put forward, as the budget needs it.
    steady: bool,
}

impl World {
    fn new(tabs: usize, steady: bool) -> World {
        let mut world = World {
            tabs: (0..tabs).map(|_| Engine::new(STORE)).collect(),
            device: BTreeMap::new(),
            inboxes: vec![VecDeque::new(); tabs],
            turns: VecDeque::new(),
            on_screen: vec![BTreeSet::new(); tabs],
            shown: Vec::new(),
            entries: BTreeMap::new(),
            now: NOW,
            steady,
        };
        assert!(world.tabs[0].issues().is_empty(), "{:?}", world.tabs[0].issues());
        (0..tabs).for_each(|tab| world.open(tab));
        world
    }

    /// Opens a page in a tab, in the place of the one that was there.
    fn open(&mut self, tab: usize) {
        self.tabs[tab] = Engine::new(STORE);
        self.inboxes[tab].clear();
        self.on_screen[tab].clear();
        self.turns.retain(|other| *other != tab);
        let facts = json::parse(r#"{"languages":["en"],"tabs":true,"device":true}"#).unwrap();
        let (seed, stored) = (format!("{tab} {}", self.now), records(&self.device));
        self.step(tab, Input::Start(Start { seed, facts, stored, ..Start::default() }));
        self.step(tab, Input::Page { facts: json::parse(r#"{"url":"https://shop.example/"}"#).unwrap() });
    }

    fn step(&mut self, tab: usize, input: Input) {
        let mut spoke = BTreeSet::new();
        for effect in self.tabs[tab].step(self.now, input) {
            match effect {
                Effect::Persist { key, value } => self.persist(tab, key, value),
                Effect::Claim => self.turns.push_back(tab),
                Effect::Show(view) => {
                    if let Some((program, ..)) = program_of(&view.campaign) {
                        assert!(spoke.insert(program), "two steps at once: {}", view.campaign);
                    }
                    self.see(&view.campaign);
                    self.on_screen[tab].insert(view.campaign);
                }
                Effect::Hide { campaign } => drop(self.on_screen[tab].remove(&campaign)),
                Effect::Emit { name: "program_step", detail } => self.hear_of(&detail),
                _ => {}
            }
        }
    }

    fn persist(&mut self, tab: usize, key: String, value: Option<String>) {
        let value = value.map(|text| match self.device.get(&key) {
            Some(device) => merged(&key, &text, device),
            None => text,
        });
        match &value {
            Some(text) => self.device.insert(key.clone(), text.clone()),
            None => self.device.remove(&key),
        };
        for other in (0..self.tabs.len()).filter(|other| *other != tab) {
            self.inboxes[other].push_back((key.clone(), value.clone()));
        }
    }

    /// The visitor sees a campaign.
    fn see(&mut self, campaign: &str) {
        self.shown.push(self.now);
        if self.steady {
            if let [.., before, last] = self.shown.as_slice() {
                assert!(last - before >= GAP, "too soon: {} ms", last - before);
            }
            let day = self.shown.iter().filter(|shown| **shown > self.now - DAY).count();
            assert!(day <= PER_DAY, "too many in a day: {:?}", self.shown);
        }
        let Some((program, place, after)) = program_of(campaign) else { return };
        let entries = self.entries.get_mut(program).unwrap_or_else(|| panic!("`{campaign}` before entering"));
        let entry = entries.last_mut().unwrap();
        assert!(!entry.left, "`{campaign}` after the exit");
        assert!(!self.steady || self.now >= entry.entered + after, "`{campaign}` too early");
        assert!(entry.shown.last().is_none_or(|last| *last < place), "`{campaign}` after {:?}", entry.shown);
        entry.shown.push(place);
    }

    /// A tab tells of a program. Two tabs may both tell of what neither had heard from the other.
    fn hear_of(&mut self, detail: &Value) {
        let number = detail.get("entry").index().unwrap();
        let entries = self.entries.entry(detail.get("program").text().unwrap().into()).or_default();
        match detail.get("status").text().unwrap() {
            "entered" if entries.len() < number => {
                entries.push(Entry { entered: self.now, ..Entry::default() });
                assert_eq!(entries.len(), number, "an entry is left out");
            }
            "exited" | "completed" => entries[number - 1].left = true,
            _ => {}
        }
    }

    fn track(&mut self, tab: usize, name: &str) {
        self.step(tab, Input::Event { name: name.into(), properties: Value::Null });
    }

    fn act(&mut self, tab: usize, action: u8, wait: i64) {
        self.now += wait;
        match action {
            0..=2 => self.open(tab),
            3 => self.track(tab, "opt_in"),
            4 => self.track(tab, "view_item"),
            5 => self.track(tab, "search"),
            6 if wait % 3 == 0 => self.track(tab, "purchase"),
            7 => self.signal(tab, "page_hidden"),
            8 => self.signal(tab, "page_visible"),
            9 | 10 => {
                if let Some((key, value)) = self.inboxes[tab].pop_front() {
                    self.step(tab, Input::Stored { key, value });
                }
            }
            11 => {
                if let Some(campaign) = self.on_screen[tab].first().cloned() {
                    self.step(tab, Input::Dismiss { campaign });
                }
            }
            12 => self.step(tab, Input::Wake),
            _ => self.give_turn(),
        }
    }

    fn signal(&mut self, tab: usize, name: &str) {
        self.step(tab, Input::Signal { name: name.into(), selector: String::new(), value: 0.0 });
    }

    fn give_turn(&mut self) {
        if let Some(tab) = self.turns.pop_front() {
            let others = (0..self.tabs.len()).filter(|other| *other != tab);
            let elsewhere = others.flat_map(|other| &self.on_screen[other]).map(|id| id.as_str().into());
            let elsewhere = Value::List(elsewhere.collect());
            let stored = records(&self.device);
            self.step(tab, Input::Turn { stored, elsewhere });
        }
    }
}

/// Most waits are short; some are of hours, some of days.
fn waits() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 0_i64..20_000, 2 => 0..2 * HOUR, 1 => 0..3 * DAY]
}

type Act = (usize, u8, i64);

fn acts(tabs: usize) -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec((0..tabs, 0_u8..18, waits()), 0..120)
}

fn play(mut world: World, acts: Vec<Act>) -> World {
    for (tab, action, wait) in acts {
        world.act(tab, action, wait);
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(6), ..ProptestConfig::with_cases(150) })]

    #[test]
    fn one_tab(acts in acts(1)) {
        play(World::new(1, true), acts);
    }

    #[test]
    fn two_tabs(acts in acts(2)) {
        play(World::new(2, true), acts);
    }

    /// A clock that is set back may bring a step early; it brings none twice, and none after the exit.
    #[test]
    fn a_clock_that_jumps(acts in acts(2), jumps in prop::collection::vec((0_usize..120, -3 * DAY..0), 0..6)) {
        let mut world = World::new(2, false);
        for (place, (tab, action, wait)) in acts.into_iter().enumerate() {
            let jump: i64 = jumps.iter().filter(|(at, _)| *at == place).map(|(_, by)| by).sum();
            world.act(tab, action, wait + jump);
        }
    }
}

/// The properties are about something: such visits do see the steps, and enter again.
#[test]
fn something_is_seen() {
    let mut world = World::new(1, true);
    for _ in 0..12 {
        for action in [0, 13, 3, 13, 4, 13, 12, 13] {
            world.act(0, action, 10_000);
        }
        world.now += DAY;
    }
    let shown = |program: &str, entry: usize| world.entries[program][entry].shown.clone();
    assert_eq!(shown("once", 0), [0, 1, 2]);
    assert_eq!(shown("often", 0)[..1], [0]);
    assert!(world.entries["often"].len() > 1, "never entered again");
}

/// They can fail: tabs that know nothing of each other both show a step.
#[test]
fn without_turns_both_tabs_would_show_it() {
    let mut shown = 0;
    for _ in 0..2 {
        let mut tab = Engine::new(STORE);
        let facts = json::parse(r#"{"languages":["en"]}"#).unwrap();
        tab.step(NOW, Input::Start(Start { facts, ..Start::default() }));
        tab.step(NOW, Input::Page { facts: json::parse(r#"{"url":"https://shop.example/"}"#).unwrap() });
        let effects = tab.step(NOW, Input::Event { name: "opt_in".into(), properties: Value::Null });
        shown += effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Show(view) if view.campaign == "a"))
            .count();
    }
    assert_eq!(shown, 2);
}
