//! Explanations: for every campaign each rule, the value it saw and its verdict, in words for the store's owner.
//! Nothing of it is made before somebody asks.

use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::campaign::Campaign;
use crate::condition::Node;
use crate::consent::Purpose;
use crate::engine::{Engine, NEVER};
use crate::exclusion::excluded;
use crate::experiment::Assigned;
use crate::memory::{DROPPED, JOURNAL, VISIT};
use crate::operator;
use crate::reason::{Reason, Why};
use crate::text;
use crate::trigger::On;
use crate::value::Value;

/// A rule: its name, what it says where it has nothing against a campaign, and how it is asked.
type Rule = (&'static str, &'static str, fn(&Engine, usize, &Campaign, &Moment) -> Option<Reason>);

/// When it is asked, and who wins each place on the page then: looked for where that matters, and once for all campaigns.
struct Moment {
    now: i64,
    winners: Cell<Vec<(String, Option<usize>)>>,
}

impl Moment {
    fn new(now: i64) -> Moment {
        Moment { now, winners: Cell::default() }
    }

    fn winner(&self, engine: &Engine, spot: &str) -> Option<usize> {
        let mut winners = self.winners.take();
        let known = winners.iter().find(|(known, _)| known == spot).map(|(_, winner)| *winner);
        let winner = known.unwrap_or_else(|| engine.winner(Some(spot), self.now));
        if known.is_none() {
            winners.push((spot.into(), winner));
        }
        self.winners.set(winners);
        winner
    }
}

/// Every rule, in the order in which they are told.
const RULES: [Rule; 13] = [
    ("visitor", "The visitor is a person.", |engine, _, _, _| engine.bot.then_some(Reason::new(Why::Bot))),
    ("purpose", "It needs no consent, or has it.", |engine, _, campaign, at| {
        engine.refusal_by_purpose(campaign, at.now)
    }),
    (AUDIENCE, "The visitor is in its audience.", |engine, _, campaign, _| {
        engine.refusal_by_audience(campaign)
    }),
    ("program", "No program keeps it for a step.", |engine, _, campaign, at| {
        engine.refusal_by_program(campaign, at.now)
    }),
    ("exclusion", "It is about nothing that the visitor has excluded.", |engine, _, campaign, _| {
        engine.refusal_by_exclusion(campaign)
    }),
    ("content", "It has content in a language that serves the visitor.", |engine, _, campaign, _| {
        engine.refusal_by_content(campaign)
    }),
    ("schedule", "No schedule is against it.", |engine, _, campaign, at| {
        engine.refusal_by_schedule(campaign, at.now)
    }),
    ("experiment", "No experiment leaves the visitor out.", |engine, _, campaign, _| {
        let held = engine.assigned(campaign) == Assigned::Holdout;
        let held = held.then_some(Reason::new(Why::HeldOut));
        engine.refusal_by_experiment(campaign).or(held)
    }),
    ("frequency", "It may be shown.", |engine, _, campaign, at| engine.memory.frequency(campaign, at.now)),
    ("elsewhere", "No other tab shows it.", |engine, _, campaign, _| engine.refusal_by_tabs(campaign)),
    (TRIGGER, "Its trigger has happened.", |engine, index, _, at| engine.not_yet(index, at.now)),
    (PLACE, "Its place on the page is free.", |engine, index, campaign, at| {
        engine.rival(index, campaign, at).map(|_| Reason::new(Why::Displaced))
    }),
    ("budget", "The store has not said too much.", |engine, _, campaign, at| {
        engine.refusal_by_budget(campaign, at.now)
    }),
];
const AUDIENCE: &str = "audience";
const TRIGGER: &str = "trigger";
const PLACE: &str = "place";

impl Engine {
    /// Who is here, what of the budget is spent, and for every campaign, or for one, whether it is shown, or each rule and the
    /// first reason why not, at `now`.
    #[inline(never)]
    pub fn explain(&self, now: i64, only: Option<&str>) -> Value {
        let at = Moment::new(now);
        let mut campaigns = Vec::new();
        for (index, campaign) in self.store.campaigns.iter().enumerate() {
            if only.is_none_or(|id| campaign.id == id) {
                campaigns.push(self.explain_campaign(index, campaign, &at));
            }
        }
        let mut out = Value::Null;
        out.set("visitor", self.visitor.attributes().clone());
        out.set("bot", self.bot.into());
        out.set("consent", self.explain_consent());
        out.set("journal", self.explain_journal());
        out.set("budget", self.explain_budget(now));
        out.set("outbox", self.explain_outbox());
        out.set("programs", self.explain_programs(now));
        out.set("relation", self.explain_relation());
        out.set("campaigns", Value::List(campaigns));
        out
    }

    /// Where the person stands with the store, and why.
    fn explain_relation(&self) -> Value {
        let (stage, because, until) = self.standing();
        let mut lifecycle = Value::map([("stage", stage.into()), ("because", because.into())]);
        lifecycle.set_known("until", until.into());
        let attributes = self.visitor.attributes();
        let mut out = attributes.pick("interests brands price_bands exclusions");
        out.set("lifecycle", lifecycle);
        out.set("score", attributes.pick("value=score lead"));
        out
    }

    /// By purpose whether it is granted, and by whom that was decided.
    fn explain_consent(&self) -> Value {
        let mut out = Value::Null;
        for purpose in Purpose::ALL {
            let (granted, source) = self.consent.verdict(purpose);
            out.set(purpose.name(), Value::map([("granted", granted.into()), ("by", source.into())]));
        }
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

    /// How many messages wait, how many bytes that is, and what had no room.
    fn explain_outbox(&self) -> Value {
        let mut out = Value::Null;
        out.set("waiting", self.memory.waiting().into());
        out.set("bytes", self.memory.bytes.into());
        out.set_known("dropped", self.memory.get(DROPPED).clone());
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

    /// The first reason that stops a campaign, by its place in the store file, at `now`; `None` where nothing does.
    /// It is that of `explain` without the names in it, and made of nothing: to be asked a million times.
    pub fn stopped_by(&self, index: usize, now: i64) -> Option<&'static str> {
        let campaign = self.store.campaigns.get(index)?;
        let at = Moment::new(now);
        RULES.iter().find_map(|(.., ask)| ask(self, index, campaign, &at)).map(|reason| reason.why.sentence())
    }

    fn explain_campaign(&self, index: usize, campaign: &Campaign, at: &Moment) -> Value {
        let is_shown = self.shown.iter().any(|shown| shown.campaign == index);
        let mut first = None;
        let mut told = Vec::new();
        for rule in &RULES {
            let against = rule.2(self, index, campaign, at);
            told.push(self.explain_rule(rule, &against, index, campaign, at));
            first = first.or(against.map(|reason| (rule.0, reason)));
        }
        let verdict = match first {
            _ if is_shown => "shown",
            None => "ready",
            Some((TRIGGER | PLACE, _)) => "waiting",
            _ => "stopped",
        };
        let mut out = Value::Null;
        out.set_text("campaign", &campaign.id);
        out.set_text("format", campaign.format);
        out.set("shown", is_shown.into());
        out.set_text("verdict", verdict);
        let assigned = self.assigned(campaign);
        if !assigned.name().is_empty() {
            out.set_text("variant", assigned.name());
        }
        if let Some((_, reason)) = first.filter(|_| !is_shown) {
            out.set("reason", self.sentence(&reason, index, at));
            out.set_known("until", reason.until.filter(|until| *until != NEVER).into());
        }
        out.set("rules", Value::List(told));
        out
    }

    /// What a campaign that may speak still waits for.
    fn not_yet(&self, index: usize, now: i64) -> Option<Reason> {
        match self.armed.get(index).copied().unwrap_or(NEVER) {
            NEVER
                if self
                    .store
                    .campaigns
                    .get(index)
                    .is_some_and(|campaign| campaign.trigger.on == On::Manual) =>
            {
                Some(Reason::new(Why::Manual))
            }
            NEVER => Some(Reason::new(Why::NotYet)),
            due if due > now => Some(Reason { why: Why::Delay, until: Some(due) }),
            _ if self.hidden => Some(Reason::new(Why::Hidden)),
            _ => None,
        }
    }

    /// The campaign that is shown in its place, or would be.
    fn rival(&self, index: usize, campaign: &Campaign, at: &Moment) -> Option<&str> {
        let spot = self.spot(campaign);
        if let Some(occupant) = self.occupant(spot) {
            return Some(occupant).filter(|id| *id != campaign.id);
        }
        let winner = at.winner(self, spot).filter(|winner| *winner != index)?;
        self.store.campaigns.get(winner).map(|winner| winner.id.as_str())
    }

    /// A reason in full.
    fn sentence(&self, reason: &Reason, index: usize, at: &Moment) -> Value {
        let campaign = self.store.campaigns.get(index);
        match (reason.why, campaign) {
            (Why::Denied(purpose), _) => self.explain_denial(purpose),
            (Why::OfProgram, Some(campaign)) => self.explain_step(campaign),
            (Why::Excluded, Some(campaign)) => {
                let tag = excluded(&campaign.tags, self.visitor.attributes().get("exclusions"));
                text::concat(&["The visitor has excluded `", tag.unwrap_or_default(), "`."]).into()
            }
            (Why::Displaced, Some(campaign)) => self.explain_rival(index, campaign, at),
            (why, _) => why.sentence().into(),
        }
    }

    /// To whom a campaign lost its place, and why.
    fn explain_rival(&self, index: usize, campaign: &Campaign, at: &Moment) -> Value {
        let rival = self.rival(index, campaign, at).unwrap_or_default();
        let other = self.store.find(rival).and_then(|place| self.store.campaigns.get(place));
        let is_higher = other.is_some_and(|other| other.priority > campaign.priority);
        let why = if is_higher { "`, which has a higher priority." } else { "`, which was there first." };
        text::concat(&["It lost its place to `", rival, why]).into()
    }

    /// Which purpose is denied, and by whom.
    fn explain_denial(&self, purpose: Purpose) -> Value {
        let (_, source) = self.consent.verdict(purpose);
        let pending = self.consent.is_pending(source, purpose);
        let denies = if pending { "` has no answer about yet." } else { "` denies." };
        text::concat(&["It needs `", purpose.name(), "`, which `", source, denies]).into()
    }

    fn explain_rule(
        &self,
        rule: &Rule,
        against: &Option<Reason>,
        index: usize,
        campaign: &Campaign,
        at: &Moment,
    ) -> Value {
        let is_audience = rule.0 == AUDIENCE;
        let verdict = match against {
            _ if is_audience => campaign.audience.of_visitor(&self.answers, &self.store.questions).name(),
            None => "yes",
            Some(_) => "no",
        };
        let mut out = Value::Null;
        out.set_text("rule", rule.0);
        out.set_text("verdict", verdict);
        out.set("says", against.as_ref().map_or(rule.1.into(), |reason| self.sentence(reason, index, at)));
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
        out.set_text("verdict", node.of_visitor(answers, questions).name());
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
