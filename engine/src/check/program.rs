//! What `barrio check` says of programs: steps that never come, or not as their owner thinks.

use alloc::vec::Vec;

use super::{path_of, warn_of_audience};
use crate::error::Report;
use crate::program::{Program, Step};
use crate::store::StoreFile;
use crate::trigger::On;

pub(super) fn warn(store: &StoreFile, report: &mut Report) {
    let mut shown = Vec::new();
    for (index, program) in store.programs.iter().enumerate() {
        let path = path_of(store, "programs", index, &program.id);
        let asks = |node, name: &str, report: &mut Report| {
            warn_of_audience(node, &store.questions, &[&path, ".", name].concat(), report);
        };
        asks(&program.audience, "enter.audience", report);
        asks(&program.exit, "exit", report);
        for (place, step) in program.steps.iter().enumerate() {
            let name = ["steps(", &step.id, ")"].concat();
            let path = [&path, ".", &name].concat();
            asks(&step.when, &[&name, ".if"].concat(), report);
            asks(&step.unless, &[&name, ".unless"].concat(), report);
            warn_of_time(program, place, step, &path, report);
            if step.show.is_empty() {
                continue;
            }
            let path = [&path, ".show"].concat();
            if shown.contains(&step.show.as_str()) {
                report.note(&path, "Another step above shows this campaign too. Give each its own: what is known of a campaign, such as its frequency, is known of both.");
            }
            shown.push(&step.show);
            let campaign = store.find(&step.show).and_then(|index| store.campaigns.get(index));
            if campaign.is_some_and(|campaign| campaign.trigger.on == On::Manual) {
                report.note(&path, "This campaign has the trigger manual: the step does not come by itself.");
            }
        }
    }
}

fn warn_of_time(program: &Program, place: usize, step: &Step, path: &str, report: &mut Report) {
    let mut before = program.steps.iter().take(place);
    let mut later = program.steps.iter().skip(place + 1);
    let is_last = place + 1 == program.steps.len();
    let waits = !step.when.is_open() || !step.unless.is_open();
    let always = |other: &Step| other.when.is_open() && other.unless.is_open() && other.expires == i64::MAX;
    if before.any(|other| other.after > step.after) {
        report.note(&[path, ".after"].concat(), "A step above it is due later. Steps stand in the order of their time: of those that are due, the last one comes.");
    } else if step.expires == 0 {
        report.note(&[path, ".expires"].concat(), "It is over as soon as it is due: it never comes.");
    } else if later.any(|other| other.after <= step.after && always(other)) {
        report.note(path, "A step below it is due no later, and asks for nothing: this one never comes.");
    } else if waits && is_last && step.expires == i64::MAX && program.again < i64::MAX {
        report.note(path, "The last step waits for its conditions for ever, so the program is not left, and `again` does not begin. Say when it `expires`.");
    }
}
