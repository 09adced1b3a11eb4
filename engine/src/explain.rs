//! Explanations: for every campaign each rule, the value it saw and its verdict, in words for the store's owner.
//! Nothing of it is made before somebody asks.

use alloc::vec::Vec;

use crate::campaign::Campaign;
use crate::condition::Node;
use crate::decision::Reason;
use crate::engine::{Engine, NEVER};
use crate::experiment::Assigned;
use crate::memory::{JOURNAL, VISIT};
use crate::operator;
use crate::value::Value;

/// The beginning of what is said of a campaign that lost to another.
const DISPLACED: &str = "It lost its place to `";

/// What a rule says, where it says nothing against the campaign.
struct Rule {
    name: &'static str,
    fine: &'static str,
    against: Option<Reason>,
}

impl Engine {
    /// Who is here, what of the budget is spent, and for every campaign, or for one, whether it is shown, or each rule and the
    /// first reason why not, at `now`.
    pub fn explain(&self, now: i64, only: Option<&str>) -> Value {
        let mut campaigns = Vec::new();
        for (index, campaign) in self.store.campaigns.iter().enumerate() {
            if only.is_none_or(|id| campaign.id == id) {
                campaigns.push(self.explain_campaign(index, campaign, now));
            }
        }
        let mut out = Value::Null;
        out.set("visitor", self.visitor.attributes().clone());
        out.set("bot", self.bot.into());
        out.set("journal", self.explain_journal());
        out.set("budget", self.explain_budget(now));
        out.set("campaigns", Value::List(campaigns));
        out
    }

    fn explain_journal(&self) -> Value {
        let mut events = 0;
        for (_, segment) in self.memory.under(JOURNAL) {
            events += segment.items().len();
        }
        let mut out = Value::Null;
        out.set("events", events.into());
        out.set_known("times", self.memory.get(VISIT).get("times").clone());
        out
    }

    fn explain_budget(&self, now: i64) -> Value {
        let (spent, budget) = (self.memory.spent(now), &self.store.budget);
        let of = |spent: usize, allowed: usize| Value::List([spent.into(), allowed.into()].into());
        let mut out = Value::Null;
        out.set("session", of(spent.in_visit, budget.per_session));
        out.set("day", of(spent.in_day, budget.per_day));
        let until = spent.last.saturating_add(budget.gap);
        if spent.last > 0 && until > now {
            out.set("gap_until", until.into());
        }
        out
    }

    fn explain_campaign(&self, index: usize, campaign: &Campaign, now: i64) -> Value {
        let is_shown = self.shown.iter().any(|shown| shown.campaign == index);
        let rules = self.rules(index, campaign, now);
        let first = rules.iter().find(|rule| rule.against.is_some());
        let waits = first.is_some_and(|rule| rule.name == "trigger" || rule.name == "place");
        let verdict = match first {
            _ if is_shown => "shown",
            None => "ready",
            _ if waits => "waiting",
            _ => "stopped",
        };
        let mut out = Value::Null;
        out.set_text("campaign", &campaign.id);
        out.set_text("format", campaign.format.name());
        out.set("shown", is_shown.into());
        out.set_text("verdict", verdict);
        let assigned = self.assigned(campaign);
        if !assigned.name().is_empty() {
            out.set_text("variant", assigned.name());
        }
        if let Some(reason) = first.and_then(|rule| rule.against).filter(|_| !is_shown) {
            out.set("reason", self.sentence(&reason, index));
            out.set_known("until", reason.until.filter(|until| *until != NEVER).into());
        }
        let mut told = Vec::new();
        for rule in &rules {
            told.push(self.explain_rule(rule, index, campaign));
        }
        out.set("rules", Value::List(told));
        out
    }

    /// Every rule, in the order in which they are asked.
    fn rules(&self, index: usize, campaign: &Campaign, now: i64) -> [Rule; 11] {
        let rule = |name, fine, against| Rule { name, fine, against };
        let is_bot = self.bot.then_some(Reason::new("The visitor is a program, not a person."));
        let held = self.assigned(campaign) == Assigned::Holdout;
        let held = held.then_some(Reason::new("The visitor is held out of it, for comparison."));
        [
            rule("visitor", "The visitor is a person.", is_bot),
            rule("purpose", "What it needs is allowed.", self.refusal_by_purpose(campaign)),
            rule("audience", "The visitor is in its audience.", self.refusal_by_audience(campaign)),
            rule("content", "There is content in a language that serves.", self.refusal_by_content(campaign)),
            rule("schedule", "It is on its schedule.", self.refusal_by_schedule(campaign, now)),
            rule("experiment", "The visitor takes part.", self.refusal_by_experiment(campaign).or(held)),
            rule("frequency", "It may be shown again.", self.memory.frequency(campaign, now)),
            rule("elsewhere", "No other tab shows it.", self.refusal_by_tabs(campaign)),
            rule("trigger", "Its trigger has happened.", self.not_yet(index, now)),
            rule("place", "Its place on the page is free.", self.displaced(index, campaign)),
            rule("budget", "The store has not said too much.", self.memory.budget(&self.store.budget, now)),
        ]
    }

    /// What a campaign that may speak still waits for.
    fn not_yet(&self, index: usize, now: i64) -> Option<Reason> {
        match self.armed.get(index).copied().unwrap_or(NEVER) {
            NEVER => Some(Reason::new("Its trigger has not happened on this page.")),
            due if due > now => Some(Reason {
                sentence: "Its trigger happened; the delay has not passed yet.",
                until: Some(due),
            }),
            _ if self.hidden => Some(Reason::new("The page is in the background.")),
            _ => None,
        }
    }

    /// What is in a campaign's place; to whom it lost is said where the sentence is made.
    fn displaced(&self, index: usize, campaign: &Campaign) -> Option<Reason> {
        self.rival(index, campaign).map(|_| Reason::new(DISPLACED))
    }

    /// The campaign that is shown in its place, or would be.
    fn rival(&self, index: usize, campaign: &Campaign) -> Option<&str> {
        let surface = campaign.format.surface();
        if let Some(occupant) = self.occupant(surface) {
            return Some(occupant).filter(|id| *id != campaign.id);
        }
        let winner = self.winner(Some(surface)).filter(|winner| *winner != index)?;
        self.store.campaigns.get(winner).map(|winner| winner.id.as_str())
    }

    /// A reason in full.
    fn sentence(&self, reason: &Reason, index: usize) -> Value {
        let campaign = self.store.campaigns.get(index);
        match campaign.and_then(|campaign| self.rival(index, campaign)) {
            Some(rival) if reason.sentence == DISPLACED => {
                let priority = |id| {
                    let place = self.store.find(id).and_then(|place| self.store.campaigns.get(place));
                    place.map_or(0.0, |campaign| campaign.priority)
                };
                let higher = priority(rival) > campaign.map_or(0.0, |campaign| campaign.priority);
                let why = if higher { ", which has a higher priority." } else { ", which was there first." };
                [DISPLACED, rival, "`", why].concat().into()
            }
            _ => reason.sentence.into(),
        }
    }

    fn explain_rule(&self, rule: &Rule, index: usize, campaign: &Campaign) -> Value {
        let mut out = Value::Null;
        out.set_text("rule", rule.name);
        let is_audience = rule.name == "audience";
        let verdict = match rule.against {
            _ if is_audience => campaign.audience.of_visitor(&self.answers).name(),
            None => "yes",
            Some(_) => "no",
        };
        out.set_text("verdict", verdict);
        out.set(
            "says",
            rule.against.as_ref().map_or(rule.fine.into(), |reason| self.sentence(reason, index)),
        );
        if is_audience && !campaign.audience.is_open() {
            let asks = self.explain_node(&campaign.audience);
            let list =
                if asks.get("all").is_null() { Value::List([asks].into()) } else { asks.get("all").clone() };
            out.set("asks", list);
        }
        out
    }

    /// A condition with what it saw and what followed.
    fn explain_node(&self, node: &Node) -> Value {
        let (questions, answers) = (&self.store.questions, &self.answers);
        let mut out = Value::Null;
        match node {
            Node::Ask(number) => {
                if let Some(question) = questions.all.get(*number) {
                    out.set_text("ask", &question.path);
                    out.set("must", operator::to_value(&question.check));
                    out.set("saw", self.visitor.attributes().at(&question.path).clone());
                }
            }
            Node::Did(number) => {
                out.set("did", questions.did.get(*number).map_or(Value::Null, |did| did.question.clone()));
                out.set("saw", answers.times(*number).into());
            }
            Node::All(nodes) => out.set("all", self.explain_nodes(nodes)),
            Node::Any(nodes) => out.set("any", self.explain_nodes(nodes)),
            Node::Not(node) => out.set("not", self.explain_node(node)),
            Node::Audience(audience) => {
                out.set_text("audience", &audience.name);
                out.set("of", self.explain_node(&audience.node));
            }
        }
        out.set_text("verdict", node.of_visitor(answers).name());
        out
    }

    fn explain_nodes(&self, nodes: &[Node]) -> Value {
        let mut out = Vec::new();
        for node in nodes {
            out.push(self.explain_node(node));
        }
        Value::List(out)
    }
}
