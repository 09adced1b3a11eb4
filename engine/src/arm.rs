//! Arming: the triggers of the campaigns, as what happens on the page meets them, and unmeets them again.

use alloc::rc::Rc;

use crate::engine::{Engine, NEVER};
use crate::trigger::On;
use crate::value::Value;

impl Engine {
    /// A page begins: what waited on the page before no longer holds.
    pub(crate) fn begin_page(&mut self) {
        self.disarm_where(&|_| true);
        // Whoever showed something elsewhere may have gone without a word.
        self.tabs.elsewhere = Value::Null;
        let started = self.memory.visit("started");
        self.arm_where(&|on, now| match on {
            On::PageView => Some(now),
            On::PageTime(time) => Some(now + time),
            On::VisitTime(time) => Some((started + time).max(now)),
            _ => None,
        });
        self.arm_under_way();
        self.be_active();
    }

    /// What the visitor is in the middle of goes on.
    fn arm_under_way(&mut self) {
        for (index, (campaign, armed)) in self.store.campaigns.iter().zip(&mut self.armed).enumerate() {
            if self.memory.is_under_way(campaign, self.now)
                && self.shown.iter().all(|shown| shown.campaign != index)
            {
                *armed = self.now;
            }
        }
    }

    /// The visitor does something: idling begins anew.
    pub(crate) fn be_active(&mut self) {
        self.disarm_where(&|on| matches!(on, On::Idle(_)));
        self.arm_where(&|on, now| match on {
            On::Idle(time) => Some(now + time),
            _ => None,
        });
    }

    /// Wakes the campaigns that wait for this event.
    pub(crate) fn arm_for_event(&mut self, name: &str, properties: &Value) {
        let store = Rc::clone(&self.store);
        self.arm_where(&|on, now| {
            let filter = on.is_event(name)?;
            filter.of_event(properties, &store.questions).then_some(now)
        });
    }

    /// Takes what happens on the page.
    pub(crate) fn signal(&mut self, name: &str, selector: &str, value: f64) {
        let now = self.now;
        match name {
            "page_hidden" => self.hidden = true,
            "page_visible" => {
                self.hidden = false;
                self.tabs.elsewhere = Value::Null;
            }
            // Before the first page there is no visit that anything could count in.
            _ if self.memory.visit("number") == 0 => {}
            "active" => {
                // Looking around keeps the visit from ending.
                self.arrive();
                self.be_active();
            }
            "scroll" => self.scroll(value),
            "unseen" => self.disarm_where(&|on| on.watch() == Some(("seen", selector))),
            "stay" => self.disarm_where(&|on| on.watch() == Some(("exit_intent", ""))),
            told => self.arm_where(&|on, _| (on.watch() == Some((told, selector))).then_some(now)),
        }
    }

    /// How much of the page has been passed, in percent. A trigger is met when it is reached, not while it lasts.
    fn scroll(&mut self, percent: f64) {
        let percent = percent.clamp(0.0, 100.0);
        let before = self.visitor.attributes().at("page.scroll").number().unwrap_or(0.0);
        self.visitor.set_in("page", "scroll", percent.into());
        self.disarm_where(&|on| matches!(on, On::Scroll(at) if *at > percent));
        self.arm_where(&|on, now| match on {
            On::Scroll(at) if (before < *at || before == 0.0) && *at <= percent => Some(now),
            _ => None,
        });
    }

    /// Arms the campaigns whose trigger is met, for the time that is given and their own delay.
    /// Those that wait already go on waiting, and what is shown need not be woken.
    fn arm_where(&mut self, due: &dyn Fn(&On, i64) -> Option<i64>) {
        let shown = &self.shown;
        for (index, (campaign, armed)) in self.store.campaigns.iter().zip(&mut self.armed).enumerate() {
            if *armed == NEVER
                && shown.iter().all(|shown| shown.campaign != index)
                && let Some(from) = due(&campaign.trigger.on, self.now)
            {
                *armed = from.saturating_add(campaign.trigger.after);
            }
        }
    }

    /// Lets a campaign sleep again.
    pub(crate) fn disarm(&mut self, index: usize) {
        if let Some(due) = self.armed.get_mut(index) {
            *due = NEVER;
        }
    }

    fn disarm_where(&mut self, unmet: &dyn Fn(&On) -> bool) {
        for (campaign, armed) in self.store.campaigns.iter().zip(&mut self.armed) {
            if unmet(&campaign.trigger.on) {
                *armed = NEVER;
            }
        }
    }
}
