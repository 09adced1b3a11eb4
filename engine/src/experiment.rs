//! Experiments: which variant of a campaign a person gets, and who gets none so that the others can be compared.
//! The same person always gets the same; what was once shown or held out stays so even if the shares change.

use alloc::string::String;
use alloc::vec::Vec;

use crate::bucket;
use crate::campaign::Campaign;
use crate::condition_reader::ConditionReader;
use crate::content::{self, Content};
use crate::engine::Engine;
use crate::error::Report;
use crate::place::Place;
use crate::text;

/// What stands for the variant in the records of somebody who is held out.
pub(crate) const HOLDOUT: &str = "holdout";

/// How a campaign is tried out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Experiment {
    /// Whether anything is left to chance.
    pub any: bool,
    pub variants: Vec<Variant>,
    /// The part of [0, 1) that each of them gets.
    ranges: Vec<(f64, f64)>,
    /// The share of people, from 0 to 1, who are held out.
    pub holdout: f64,
    namespace: Option<Namespace>,
    /// What people are shared out by, with their own id: other seeds mix them differently.
    seed: String,
}

/// One of several ways to say something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub id: String,
    /// The places of its contents among the campaign's.
    pub contents: Vec<usize>,
}

/// The part of the people that an experiment may have: another in the same namespace gets others.
#[derive(Clone, Debug, PartialEq)]
struct Namespace {
    id: String,
    from: f64,
    to: f64,
}

/// What a person gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Assigned<'a> {
    /// The campaign as it is.
    Plain,
    Variant(&'a Variant),
    /// Nothing, and that is noted.
    Holdout,
    /// Nothing: the person is in another experiment of the namespace, or not covered by this one.
    Out,
}

impl Experiment {
    /// Reads `variants`, `holdout`, `namespace`, `coverage` and `seed` of a campaign. Variants that have contents of
    /// their own add them to the campaign's.
    pub fn read(
        place: &Place,
        contents: &mut Vec<Content>,
        conditions: &mut ConditionReader,
        report: &mut Report,
    ) -> Experiment {
        let plain = contents.len();
        let (mut variants, mut weights) = (Vec::new(), Vec::new());
        for item in &place.key("variants").items(report) {
            item.only("id weight content comment", report);
            let Some(id) = item.key("id").required_text(report) else { continue };
            weights.push(item.key("weight").number(report).unwrap_or(1.0));
            let own = read_contents(&item.key("content"), plain, contents, conditions, report);
            variants.push(Variant { id: id.into(), contents: own });
        }
        let coverage = fraction(&place.key("coverage"), report).unwrap_or(1.0);
        let shares = bucket::shares(&weights);
        let seed = place.key("seed").text(report).or(place.key("id").value.text());
        let holdout = fraction(&place.key("holdout"), report).unwrap_or(0.0);
        let namespace = read_namespace(&place.key("namespace"), report);
        Experiment {
            any: !variants.is_empty() || holdout > 0.0 || namespace.is_some() || coverage < 1.0,
            ranges: bucket::ranges(variants.len().max(1) as i64, coverage, &shares),
            variants,
            holdout,
            namespace,
            seed: seed.unwrap_or_default().into(),
        }
    }

    /// What a person gets who has not met it yet.
    fn assign(&self, person: &str) -> Assigned<'_> {
        if let Some(Namespace { id, from, to }) = &self.namespace
            && !bucket::in_namespace(person, id, *from, *to)
        {
            return Assigned::Out;
        }
        let held = self.holdout > 0.0
            && self.number(&text::concat(&[&self.seed, ":", HOLDOUT]), person) < self.holdout;
        if held {
            return Assigned::Holdout;
        }
        if self.variants.is_empty() && self.ranges.last().is_none_or(|(_, end)| *end >= 1.0) {
            return Assigned::Plain;
        }
        match bucket::choose(self.number(&self.seed, person), &self.ranges) {
            Some(chosen) => self.variants.get(chosen).map_or(Assigned::Plain, Assigned::Variant),
            None => Assigned::Out,
        }
    }

    fn number(&self, seed: &str, person: &str) -> f64 {
        bucket::hash(seed, person, 2).unwrap_or(0.0)
    }
}

/// The contents of a variant: its own where it has some, else the campaign's.
fn read_contents(
    place: &Place,
    plain: usize,
    contents: &mut Vec<Content>,
    conditions: &mut ConditionReader,
    report: &mut Report,
) -> Vec<usize> {
    let first = contents.len();
    if !place.value.entries().is_empty() {
        contents.extend(content::read_all(place, conditions, report));
    }
    let mut own: Vec<usize> = (first..contents.len()).collect();
    for number in 0..plain {
        let locale = contents.get(number).map(|content| &content.locale);
        let has = |at: &usize| contents.get(*at).map(|content| &content.locale) == locale;
        if !own.iter().any(has) {
            own.push(number);
        }
    }
    own
}

fn read_namespace(place: &Place, report: &mut Report) -> Option<Namespace> {
    if place.is_absent() {
        return None;
    }
    place.only("id from to", report);
    let from = fraction(&place.key("from"), report).unwrap_or(0.0);
    let to = fraction(&place.key("to"), report).unwrap_or(1.0);
    if from >= to {
        place.fault("`from` must be less than `to`, both from 0 to 1.", report);
    }
    Some(Namespace { id: place.key("id").required_text(report)?.into(), from, to })
}

/// A number from 0 to 1.
fn fraction(place: &Place, report: &mut Report) -> Option<f64> {
    let number = place.number(report)?;
    if !(0.0..=1.0).contains(&number) {
        place.fault("This must be a number from 0 to 1.", report);
    }
    Some(number)
}

impl Engine {
    /// What this person gets of a campaign.
    pub(crate) fn assigned<'a>(&self, campaign: &'a Campaign) -> Assigned<'a> {
        let experiment = &campaign.experiment;
        if !experiment.any {
            return Assigned::Plain;
        }
        let met = self.memory.get(&campaign.record).get("variant").text();
        if met == Some(HOLDOUT) && experiment.holdout > 0.0 {
            return Assigned::Holdout;
        }
        if let Some(variant) = experiment.variants.iter().find(|variant| Some(variant.id.as_str()) == met) {
            return Assigned::Variant(variant);
        }
        experiment.assign(self.person.key())
    }

    /// Whoever is shared out needs an id; it is kept only where people may be told apart.
    pub(crate) fn name_person(&mut self) {
        if !self.bot && self.store.campaigns.iter().any(|campaign| campaign.experiment.any) {
            self.person.anonymous_id(&mut self.random, self.now);
            self.keep_person();
        }
    }
}

impl Assigned<'_> {
    /// The name under which it is recorded; empty for a campaign as it is.
    pub fn name(&self) -> &str {
        match self {
            Assigned::Variant(variant) => &variant.id,
            Assigned::Holdout => HOLDOUT,
            Assigned::Plain | Assigned::Out => "",
        }
    }
}
