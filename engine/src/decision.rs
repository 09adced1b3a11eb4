//! Decisions: which campaign may speak now, and for every other one the first reason why it may not.

use alloc::vec::Vec;

use crate::campaign::Campaign;
use crate::condition::Verdict;
use crate::consent::Purpose;
use crate::engine::{Engine, NEVER};
use crate::experiment::Assigned;
use crate::locale;
use crate::progress::standing;
use crate::reason::{Reason, Why};
use crate::time::SECOND;

impl Engine {
    /// How many campaigns have this visitor in their audience now.
    pub fn reach(&self) -> usize {
        let audiences = self
            .store
            .campaigns
            .iter()
            .map(|campaign| campaign.audience.of_visitor(&self.answers, &self.store.questions));
        audiences.filter(|verdict| *verdict == Verdict::Yes).count()
    }

    /// Shows those that may speak now, the first first, while there is a free place and something of the budget.
    pub(crate) fn decide(&mut self) {
        self.again = NEVER;
        if self.hidden || self.bot || !self.armed.iter().any(|due| *due <= self.now) {
            return;
        }
        loop {
            let (first, again) = self.look(None, self.now);
            self.again = again.min(self.next_second());
            let Some(index) = first.filter(|_| self.has_turn()) else { return };
            // Whoever is held out leaves the place to the next.
            self.expose(index);
            self.refresh();
            self.advance();
        }
    }

    /// Of the campaigns that are due, the one of the highest priority; of equals the first in the file.
    /// For one place on the page, or for any that is free.
    pub(crate) fn winner(&self, spot: Option<&str>, now: i64) -> Option<usize> {
        self.look(spot, now).0
    }

    /// The winner; and when somebody who only waits for time to pass may speak.
    fn look(&self, spot: Option<&str>, now: i64) -> (Option<usize>, i64) {
        let free = |place: &str| spot.is_none_or(|spot| spot == place) && self.occupant(place).is_none();
        let (mut again, mut is_spent) = (NEVER, false);
        for index in &self.store.order {
            let due = self.armed.get(*index).is_some_and(|due| *due <= now);
            let Some(campaign) = self.store.campaigns.get(*index).filter(|_| due) else { continue };
            // Where the budget is spent only what is under way may still come.
            let may = !is_spent || self.memory.is_under_way(campaign, now);
            if !may || !free(self.spot(campaign)) {
                continue;
            }
            match self.refusal(campaign, now) {
                Some(reason) => again = again.min(reason.until.unwrap_or(NEVER)),
                None => match self.refusal_by_budget(campaign, now) {
                    Some(reason) => {
                        again = again.min(reason.until.unwrap_or(NEVER));
                        is_spent = true;
                    }
                    None => return (Some(*index), again),
                },
            }
        }
        (None, again)
    }

    /// When a question about time that passes may be answered otherwise.
    fn next_second(&self) -> i64 {
        let mut next = NEVER;
        for subject in &self.store.questions.subjects {
            if !subject.passes {
                continue;
            }
            let began = self.visitor.began(&subject.path, &self.memory);
            for number in &subject.questions {
                let Some(question) = self.store.questions.all.get(*number) else { continue };
                let Some(seconds) = question.check.operand.integer() else { continue };
                // Reached, and passed.
                for seconds in [seconds, seconds.saturating_add(1)] {
                    let at = began.saturating_add(seconds.saturating_mul(SECOND));
                    if at > self.now {
                        next = next.min(at);
                    }
                }
            }
        }
        next
    }

    /// What keeps a campaign from speaking to this visitor at a time, leaving its trigger, its place and the budget out
    /// of account.
    pub(crate) fn refusal(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        // The answer that most campaigns get, and the quickest.
        self.refusal_by_audience(campaign)
            .or_else(|| self.refusal_by_program(campaign, now))
            .or_else(|| self.refusal_by_purpose(campaign, now))
            .or_else(|| self.refusal_by_exclusion(campaign))
            .or_else(|| self.refusal_by_content(campaign))
            .or_else(|| self.refusal_by_schedule(campaign, now))
            .or_else(|| self.refusal_by_experiment(campaign))
            .or_else(|| self.memory.frequency(campaign, now))
            .or_else(|| self.refusal_by_tabs(campaign))
    }

    pub(crate) fn refusal_by_audience(&self, campaign: &Campaign) -> Option<Reason> {
        match campaign.audience.of_visitor(&self.answers, &self.store.questions) {
            Verdict::Yes => None,
            // Whoever is in the middle of it was in its audience: that of another page may be a different one.
            _ if self.memory.is_under_way(campaign, self.now) => None,
            Verdict::No => Some(Reason::new(Why::Outside)),
            Verdict::Unknown => Some(Reason::new(Why::Unknown)),
        }
    }

    pub(crate) fn refusal_by_purpose(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        let purpose = campaign.purpose?;
        if !self.denies(campaign) {
            let until = self.paused_until().filter(|until| purpose == Purpose::Marketing && *until > now)?;
            return Some(Reason { why: Why::Paused, until: Some(until) });
        }
        Some(Reason::new(Why::Denied(purpose)))
    }

    /// Whether the consent that showing it needs is not given.
    pub(crate) fn denies(&self, campaign: &Campaign) -> bool {
        campaign.purpose.is_some_and(|purpose| !self.consent.allows(purpose))
    }

    pub(crate) fn refusal_by_content(&self, campaign: &Campaign) -> Option<Reason> {
        if self.content(campaign).is_some() {
            return None;
        }
        let is_faulty = self.faulty.contains(&campaign.id);
        Some(Reason::new(if is_faulty { Why::Faulty } else { Why::NoLanguage }))
    }

    pub(crate) fn refusal_by_schedule(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        let schedule = campaign.schedule.as_ref()?;
        let zone = self.store.zone_of(schedule);
        let zone = if zone.is_empty() { self.visitor.text("timezone") } else { zone };
        schedule.refusal(self.visitor.zone(zone), now)
    }

    pub(crate) fn refusal_by_experiment(&self, campaign: &Campaign) -> Option<Reason> {
        (self.assigned(campaign) == Assigned::Out).then_some(Reason::new(Why::LeftOut))
    }

    /// What a step of a program shows speaks only as that step. What is under way then goes on, unless the visitor has
    /// left before the end.
    pub(crate) fn refusal_by_program(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        if !campaign.of_program {
            return None;
        }
        let goes_on = self.memory.is_under_way(campaign, now);
        let mut until = NEVER;
        for program in &self.store.programs {
            let goes_on = goes_on && standing(self.memory.get(&program.record)) != "exited";
            let of_now = self.step_of_now(program, now).map_or("", |step| &step.id);
            let entered = self.memory.entered(&program.record).unwrap_or(NEVER);
            for step in &program.steps {
                if step.show != campaign.id {
                    continue;
                }
                if goes_on || step.id == of_now {
                    return None;
                }
                let due = step.due(entered);
                until = if due > now { until.min(due) } else { until };
            }
        }
        Some(Reason { why: Why::OfProgram, until: Some(until) })
    }

    pub(crate) fn refusal_by_tabs(&self, campaign: &Campaign) -> Option<Reason> {
        self.tabs.show(&campaign.id).then_some(Reason::new(Why::OtherTab))
    }

    pub(crate) fn refusal_by_budget(&self, campaign: &Campaign, now: i64) -> Option<Reason> {
        let goes_on = self.memory.is_under_way(campaign, now);
        self.memory.budget(&self.store.budget, now).filter(|_| !goes_on)
    }

    /// The place of the content in the language that serves the visitor best, else in the store's.
    pub(crate) fn content(&self, campaign: &Campaign) -> Option<usize> {
        if self.faulty.contains(&campaign.id) {
            return None;
        }
        let Assigned::Variant(variant) = self.assigned(campaign) else {
            // Those that are no variant's stand first, so the place in the set is the place of the content.
            return *self.served.get(campaign.locales)?;
        };
        let mut available = Vec::new();
        for place in &variant.contents {
            available.push(campaign.contents.get(*place).map_or("", |content| content.locale.as_str()));
        }
        variant.contents.get(self.serves(&available)?).copied()
    }

    /// Chooses among each set of languages that the store's campaigns have.
    pub(crate) fn serve(&mut self) {
        let mut served = Vec::new();
        for set in &self.store.locales {
            let mut available = Vec::new();
            for locale in set {
                available.push(locale.as_str());
            }
            served.push(self.serves(&available));
        }
        self.served = served;
    }

    fn serves(&self, available: &[&str]) -> Option<usize> {
        let mut wanted = Vec::new();
        for language in self.visitor.attributes().get("languages").items() {
            wanted.push(language.text_or_empty());
        }
        wanted.push(&self.store.home.locale);
        let found = locale::negotiate(wanted.into_iter(), available)?;
        available.iter().position(|locale| *locale == found)
    }
}
