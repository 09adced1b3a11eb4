//! `barrio replay --orders`: each order of a log is a purchase in the real engine; who they make active and inactive.

pub(crate) mod columns;
mod date;
mod log;
mod sorted;

use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use barrio_engine::{StoreFile, Value};
use indicatif::ProgressBar;

use crate::rows;

use super::line::{Event, Moment, Visit};
use super::person::Person;
use super::player::Player;
use super::pyramid::Pyramid;
use super::{Common, READ, WAITING, bar, may_be_closed, open_input};
use columns::Columns;
use log::{Log, Order};
use sorted::Sorted;

/// Orders are handed on in batches of about this size, in bytes.
const BATCH: usize = 64 << 10;
/// What an order takes beside the name of its person.
const ORDER: usize = 100;

/// What there was.
#[derive(Default)]
struct Counts {
    orders: u64,
    people: u64,
    bad_lines: u64,
}

/// Replays a log; gives whether every line of it was an order. Without columns, the first line names them.
pub(super) fn run(common: &Common, file: &Path, columns: Option<&Columns>) -> Result<bool, String> {
    let begin = Instant::now();
    let (sorted, mut counts) = read(common, file, columns.unwrap_or(&Columns::default()))?;
    let (pyramid, people) = replay(common, &sorted)?;
    counts.people = people;
    io::stdout().write_all(pyramid.lines().as_bytes()).or_else(may_be_closed)?;
    summarise(&pyramid, &counts, begin.elapsed(), common.threads);
    Ok(counts.bad_lines == 0)
}

/// Takes the log up in the order in which it is to be replayed; what is wrong is said.
fn read(common: &Common, file: &Path, columns: &Columns) -> Result<(Sorted, Counts), String> {
    let (input, size) = open_input(file)?;
    let name = file.display();
    let bar = bar(size);
    let source = BufReader::with_capacity(READ, bar.wrap_read(input));
    let unreadable = |error| format!("{name}: The file cannot be read: {error}.");
    let mut log = Log::open(source, columns).map_err(|sentence| format!("{name}: {sentence}"))?;
    let mut sorted = Sorted::open(common.memory).map_err(|error| aside(&error))?;
    let mut counts = Counts::default();
    while let Some((line, order)) = log.next().map_err(unreadable)? {
        match order {
            Ok(order) => sorted.add(&order).map_err(|error| aside(&error))?,
            Err(sentence) => {
                counts.bad_lines += 1;
                bar.suspend(|| eprintln!("{name}:{line}: {sentence}"));
            }
        }
    }
    bar.finish_and_clear();
    counts.orders = sorted.count;
    Ok((sorted, counts))
}

fn aside(error: &rusqlite::Error) -> String {
    format!("The orders cannot be put into a temporary file: {error}.")
}

/// Runs them through engines side by side; gives the pyramid and the number of people.
fn replay(common: &Common, sorted: &Sorted) -> Result<(Pyramid, u64), String> {
    let bar = super::counting_bar(sorted.count);
    // Orders see no page, so no campaign can speak, and nobody looks at what CRMs would be told.
    let store: Arc<str> = rows::only_the_store(&common.store_text).into();
    let (mut inputs, mut workers) = (Vec::new(), Vec::new());
    for _ in 0..common.threads {
        let (input, orders) = mpsc::sync_channel(WAITING);
        inputs.push(input);
        workers.push(start_worker(Arc::clone(&store), orders));
    }
    share_out(sorted, &inputs, &bar).map_err(|error| aside(&error))?;
    drop(inputs);
    let (mut pyramid, mut people) = (Pyramid::default(), 0);
    for worker in workers {
        let failed = |_| "A worker has failed; this is a fault of barrio.".to_owned();
        let (counted, seen) = worker.join().map_err(failed)?;
        pyramid.add(&counted);
        people += seen;
    }
    bar.finish_and_clear();
    Ok((pyramid, people))
}

/// All orders of a person go to one worker, one after another.
fn share_out(sorted: &Sorted, inputs: &[SyncSender<Vec<Order>>], bar: &ProgressBar) -> rusqlite::Result<()> {
    let (mut batch, mut size) = (Vec::<Order>::new(), 0);
    let mut turns = inputs.iter().cycle();
    let mut input = turns.next();
    sorted.each(|order| {
        let is_full = size >= BATCH;
        let is_other = batch.last().is_some_and(|last| last.person != order.person);
        // Somebody with very many orders comes to their worker in parts.
        if is_full && let Some(to) = input {
            bar.inc(batch.len() as u64);
            size = 0;
            if to.send(std::mem::take(&mut batch)).is_err() {
                return false;
            }
            if is_other {
                input = turns.next();
            }
        }
        size += ORDER + order.person.len();
        batch.push(order);
        true
    })?;
    if let Some(to) = input {
        // A worker that is gone is asked for its reasons afterwards.
        let _ = to.send(batch);
    }
    Ok(())
}

fn start_worker(store: Arc<str>, batches: Receiver<Vec<Order>>) -> JoinHandle<(Pyramid, u64)> {
    thread::spawn(move || {
        let mut worker = Worker {
            player: Player::new(Rc::new(StoreFile::parse(&store).0)),
            pyramid: Pyramid::default(),
            people: 0,
            name: String::new(),
            person: Person::default(),
        };
        for batch in batches {
            for order in batch {
                worker.take(order);
            }
        }
        (worker.pyramid, worker.people)
    })
}

struct Worker {
    player: Player,
    pyramid: Pyramid,
    people: u64,
    /// Whose orders are coming.
    name: String,
    person: Person,
}

impl Worker {
    fn take(&mut self, order: Order) {
        if self.people == 0 || order.person != self.name {
            self.people += 1;
            self.person = Person::default();
        }
        self.player.play(visit(&order), order.at, &mut self.person);
        if let Some(now) = self.player.standing(order.at) {
            self.pyramid.moved(&mut self.person.standing, now);
        }
        self.player.end(&mut self.person);
        self.name = order.person;
    }
}

/// An order as the visit in which it was made. What the shop has in its books it may remember.
fn visit(order: &Order) -> Visit<'_> {
    let mut properties = Vec::new();
    let mut say = |key: &str, value: Option<Value>| {
        properties.extend(value.map(|value| (key.to_owned(), value)));
    };
    say("transaction_id", order.id.as_deref().map(Value::from));
    say("value", order.value.map(Value::Number));
    say("quantity", order.quantity.map(Value::Number));
    let allowed = Value::map([("preferences", Value::Bool(true)), ("analytics", Value::Bool(true))]);
    Visit {
        id: order.at.to_string().into(),
        person: order.person.as_str().into(),
        visitor: Value::map([("consent", allowed)]),
        events: vec![Event {
            at: Moment(Some(order.at)),
            event: "purchase".into(),
            properties: Value::Map(properties),
        }],
    }
}

fn summarise(pyramid: &Pyramid, counts: &Counts, time: Duration, threads: usize) {
    let Counts { orders, people, bad_lines } = counts;
    let seconds = time.as_secs_f64();
    let rate = *orders as f64 / seconds.max(1e-9);
    eprintln!("{}", pyramid.table());
    eprintln!(
        "Orders: {orders}, people: {people}, seconds: {seconds:.2}, orders per second: {rate:.0}, threads: {threads}."
    );
    if *bad_lines > 0 {
        eprintln!("Lines that hold no order, passed over: {bad_lines}.");
    }
}
