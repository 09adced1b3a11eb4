//! Campaigns and their variants: who saw them, what they did then, and whether it is more than without.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::GROUPS;
use super::period::Period;
use super::plan::{HOLDOUT, Plan};
use super::statistics::{Difference, Rate, Split};
use super::table::{Cell, Column, Kind, Table};

/// How many arms of one campaign are kept apart.
const ARMS: usize = 50;

/// The report.
#[derive(Debug, Serialize)]
pub(crate) struct Campaigns {
    /// The one that most people met first.
    pub(crate) campaigns: Vec<Campaign>,
    /// How many campaigns there are besides these.
    pub(crate) left_out: usize,
    /// Whether the store file could be read, and so the split asked for is known.
    pub(crate) plan_is_known: bool,
}

/// One campaign.
#[derive(Debug, Serialize)]
pub(crate) struct Campaign {
    pub(crate) campaign: String,
    /// Each variant, and last those who were held out.
    pub(crate) arms: Vec<Arm>,
    /// Everybody to whom it was shown, where there are several variants.
    pub(crate) shown: Option<Arm>,
    /// People who met more than one arm, on several devices; they count in the first.
    pub(crate) mixed: u64,
    /// What the goal is, by the store file.
    pub(crate) goal: Option<String>,
    /// People against what the store file asks for, if that is known.
    pub(crate) split: Option<Shares>,
}

/// A variant, or those held out.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Arm {
    /// Empty for a campaign without variants.
    pub(crate) variant: String,
    pub(crate) is_holdout: bool,
    /// To whom it was shown, or from whom it was held back.
    pub(crate) people: u64,
    pub(crate) clicked: Option<Rate>,
    pub(crate) dismissed: Option<Rate>,
    /// Who opted in afterwards, by whichever message.
    pub(crate) opted_in: Option<Rate>,
    /// Who reached the goal afterwards.
    pub(crate) converted: Option<Rate>,
    /// Who opted in by this very message, whether or not it was told that they saw it.
    pub(crate) collected: u64,
    /// Against those held out.
    pub(crate) more_opted_in: Option<Difference>,
    pub(crate) more_converted: Option<Difference>,
}

/// How people were shared out.
#[derive(Debug, Serialize)]
pub(crate) struct Shares {
    pub(crate) arms: Vec<Share>,
    pub(crate) test: Option<Split>,
    /// People in variants that the store file does not know any more; they are not compared.
    pub(crate) unknown: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Share {
    pub(crate) variant: String,
    pub(crate) people: u64,
    /// What was asked, from 0 to 1.
    pub(crate) asked: f64,
}

/// What is counted of an arm.
#[derive(Clone, Copy, Default)]
struct Counts {
    people: u64,
    clicked: u64,
    dismissed: u64,
    opted_in: u64,
    converted: u64,
    collected: u64,
}

/// Counts the campaigns that people met in `period`, and what they did in it afterwards.
pub(crate) fn read(db: &Connection, period: &Period, plan: &Plan) -> rusqlite::Result<Campaigns> {
    let opted_in = opt_ins(db, period)?;
    let mut query = db.prepare_cached(
        "SELECT campaign, contact_id, occurred_at, event, variant FROM events
         WHERE campaign IS NOT NULL AND occurred_at >= ?1 AND occurred_at < ?2
           AND event IN ('campaign_shown', 'campaign_held_out', 'campaign_clicked', 'campaign_dismissed',
             'campaign_converted', 'opt_in')
         ORDER BY campaign, contact_id, occurred_at, arrival",
    )?;
    let mut rows = query.query(params![period.start(), period.end()])?;
    let mut gathered = Gathered { campaigns: Vec::new(), left_out: 0 };
    let (mut tally, mut person) = (Tally::default(), Person::default());
    while let Some(row) = rows.next()? {
        let is_same = tally.campaign.as_deref() == Some(row.get_ref(0)?.as_str()?);
        let contact = row.get(1)?;
        if !is_same || person.contact != contact {
            tally.add(&person, &opted_in);
            person = Person { contact, ..Person::default() };
        }
        if !is_same {
            gathered.take(tally, plan);
            tally = Tally { campaign: Some(row.get(0)?), ..Tally::default() };
        }
        person.hear(row)?;
    }
    tally.add(&person, &opted_in);
    gathered.take(tally, plan);
    let Gathered { mut campaigns, left_out } = gathered;
    campaigns.sort_by_key(|one| std::cmp::Reverse(one.arms.iter().map(|arm| arm.people).sum::<u64>()));
    Ok(Campaigns { campaigns, left_out, plan_is_known: plan.is_known })
}

/// When each person last opted in, by whatever.
fn opt_ins(db: &Connection, period: &Period) -> rusqlite::Result<HashMap<i64, String>> {
    let mut query = db.prepare_cached(
        "SELECT contact_id, max(occurred_at) FROM events WHERE event = 'opt_in'
         AND occurred_at >= ?1 AND occurred_at < ?2 GROUP BY contact_id",
    )?;
    query.query_map(params![period.start(), period.end()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// What one person did with one campaign.
#[derive(Default)]
struct Person {
    contact: i64,
    /// The arm met first, and when.
    arm: Option<(String, String)>,
    is_mixed: bool,
    clicked: bool,
    dismissed: bool,
    converted: bool,
    /// In which variant they opted in by this very message.
    collected: Option<String>,
}

impl Person {
    fn hear(&mut self, row: &Row) -> rusqlite::Result<()> {
        let event = row.get_ref(3)?.as_str()?;
        let variant = row.get_ref(4)?.as_str_or_null()?.unwrap_or_default();
        let has_met = self.arm.is_some();
        match event {
            "campaign_shown" => self.meet(variant, row.get(2)?),
            "campaign_held_out" => self.meet(HOLDOUT, row.get(2)?),
            "campaign_clicked" => self.clicked |= has_met,
            "campaign_dismissed" => self.dismissed |= has_met,
            "campaign_converted" => self.converted |= has_met,
            _ => self.collected = Some(variant.to_owned()),
        }
        Ok(())
    }

    fn meet(&mut self, variant: &str, time: String) {
        match &self.arm {
            None => self.arm = Some((variant.to_owned(), time)),
            Some((first, _)) => self.is_mixed |= first != variant,
        }
    }
}

/// One campaign while it is counted.
#[derive(Default)]
struct Tally {
    campaign: Option<String>,
    arms: BTreeMap<String, Counts>,
    mixed: u64,
}

impl Tally {
    fn arm(&mut self, variant: &str) -> Option<&mut Counts> {
        let fits = self.arms.len() < ARMS || self.arms.contains_key(variant);
        fits.then(|| self.arms.entry(variant.to_owned()).or_default())
    }

    fn add(&mut self, person: &Person, opted_in: &HashMap<i64, String>) {
        if let Some(counts) = person.collected.as_ref().and_then(|variant| self.arm(variant)) {
            counts.collected += 1;
        }
        let Some((variant, since)) = &person.arm else { return };
        self.mixed += u64::from(person.is_mixed);
        let Some(counts) = self.arm(variant) else { return };
        counts.people += 1;
        counts.clicked += u64::from(person.clicked);
        counts.dismissed += u64::from(person.dismissed);
        counts.converted += u64::from(person.converted);
        counts.opted_in += u64::from(opted_in.get(&person.contact).is_some_and(|last| last >= since));
    }
}

struct Gathered {
    campaigns: Vec<Campaign>,
    left_out: usize,
}

impl Gathered {
    fn take(&mut self, tally: Tally, plan: &Plan) {
        let Some(campaign) = tally.campaign else { return };
        if self.campaigns.len() == GROUPS {
            self.left_out += 1;
            return;
        }
        let held = tally.arms.get(HOLDOUT).copied();
        let is_shown = |name: &str| name != HOLDOUT;
        let mut arms: Vec<Arm> = tally
            .arms
            .iter()
            .filter(|(name, _)| is_shown(name))
            .map(|(name, counts)| Arm::of(name, counts, held))
            .collect();
        let shown = (arms.len() > 1).then(|| {
            let together = tally
                .arms
                .iter()
                .filter(|(name, _)| is_shown(name))
                .fold(Counts::default(), |sum, (_, one)| sum.and(one));
            Arm::of("", &together, held)
        });
        arms.extend(held.map(|counts| Arm::of(HOLDOUT, &counts, None)));
        let planned = plan.arms(&campaign);
        self.campaigns.push(Campaign {
            split: planned.and_then(|arms| shares(&tally.arms, &arms.shares)),
            goal: planned.and_then(|arms| arms.goal.clone()),
            mixed: tally.mixed,
            campaign,
            arms,
            shown,
        });
    }
}

impl Counts {
    fn and(self, other: &Self) -> Self {
        Self {
            people: self.people + other.people,
            clicked: self.clicked + other.clicked,
            dismissed: self.dismissed + other.dismissed,
            opted_in: self.opted_in + other.opted_in,
            converted: self.converted + other.converted,
            collected: self.collected + other.collected,
        }
    }
}

impl Arm {
    fn of(variant: &str, counts: &Counts, held: Option<Counts>) -> Self {
        let of = |counts: &Counts, hits| Rate::of(hits, counts.people);
        let more = |one: Option<Rate>, hits: fn(&Counts) -> u64| {
            let held = held.as_ref()?;
            Some(Difference::of(&one?, &of(held, hits(held))?))
        };
        let is_holdout = variant == HOLDOUT;
        let seen = |hits| if is_holdout { None } else { of(counts, hits) };
        let (opted_in, converted) = (of(counts, counts.opted_in), of(counts, counts.converted));
        Self {
            variant: if is_holdout { String::new() } else { variant.to_owned() },
            is_holdout,
            people: counts.people,
            clicked: seen(counts.clicked),
            dismissed: seen(counts.dismissed),
            opted_in,
            converted,
            collected: counts.collected,
            more_opted_in: more(opted_in, |counts| counts.opted_in),
            more_converted: more(converted, |counts| counts.converted),
        }
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        match (self.is_holdout, self.variant.as_str()) {
            (true, _) => "Held out",
            (false, "") => "Shown",
            (false, name) => name,
        }
    }
}

fn shares(counted: &BTreeMap<String, Counts>, asked: &[(String, f64)]) -> Option<Shares> {
    if asked.len() < 2 {
        return None;
    }
    let people = |variant: &str| counted.get(variant).map_or(0, |counts| counts.people);
    let arms: Vec<Share> = asked
        .iter()
        .map(|(variant, asked)| Share { people: people(variant), asked: *asked, variant: variant.clone() })
        .collect();
    let known: u64 = arms.iter().map(|arm| arm.people).sum();
    let counts: Vec<u64> = arms.iter().map(|arm| arm.people).collect();
    let shares: Vec<f64> = arms.iter().map(|arm| arm.asked).collect();
    let all: u64 = counted.values().map(|counts| counts.people).sum();
    Some(Shares { test: Split::of(&counts, &shares), unknown: all - known, arms })
}

/// The columns of a campaign's table.
pub(crate) const COLUMNS: [Column; 9] = [
    ("Variant", Kind::Text),
    ("People", Kind::Count),
    ("Clicked", Kind::Rate),
    ("Dismissed", Kind::Rate),
    ("Opted in afterwards", Kind::Rate),
    ("Reached the goal", Kind::Rate),
    ("Opt-ins by it", Kind::Count),
    ("Opted in: against held out", Kind::Difference),
    ("Goal: against held out", Kind::Difference),
];

/// The rows of a campaign's table.
pub(crate) fn rows(campaign: &Campaign) -> Vec<Vec<Cell>> {
    let row = |arm: &Arm, name: &str| {
        vec![
            Cell::text(name),
            Cell::Count(arm.people),
            Cell::Rate(arm.clicked),
            Cell::Rate(arm.dismissed),
            Cell::Rate(arm.opted_in),
            Cell::Rate(arm.converted),
            Cell::Count(arm.collected),
            Cell::Difference(arm.more_opted_in),
            Cell::Difference(arm.more_converted),
        ]
    };
    let arms = campaign.arms.iter().map(|arm| row(arm, arm.name()));
    arms.chain(campaign.shown.iter().map(|arm| row(arm, "All variants"))).collect()
}

/// All campaigns with their variants, as one table.
pub(crate) fn table(campaigns: &Campaigns) -> Table {
    let rows_of = |campaign: &Campaign| {
        let name = Cell::text(&campaign.campaign);
        rows(campaign).into_iter().map(move |row| [name.clone()].into_iter().chain(row).collect())
    };
    Table {
        columns: [("Campaign", Kind::Text)].into_iter().chain(COLUMNS).collect(),
        rows: campaigns.campaigns.iter().flat_map(rows_of).collect(),
    }
}

/// How people were shared out, and how it was asked.
pub(crate) fn split_table(campaigns: &Campaigns) -> Table {
    let mut rows = Vec::new();
    for campaign in &campaigns.campaigns {
        for (split, share) in
            campaign.split.iter().flat_map(|split| split.arms.iter().map(move |share| (split, share)))
        {
            rows.push(vec![
                Cell::text(&campaign.campaign),
                Cell::text(&share.variant),
                Cell::Count(share.people),
                Cell::Number(Some(share.asked)),
                Cell::Number(split.test.map(|test| test.p)),
            ]);
        }
    }
    let columns = vec![
        ("Campaign", Kind::Text),
        ("Variant", Kind::Text),
        ("People", Kind::Count),
        ("Share asked for", Kind::Number),
        ("p of the split", Kind::Number),
    ];
    Table { columns, rows }
}
