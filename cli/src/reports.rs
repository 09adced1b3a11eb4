//! What the stored messages say when they are counted: the numbers of the reports, without their pages.

pub(crate) mod campaigns;
pub(crate) mod period;
pub(crate) mod plan;
pub(crate) mod programs;
pub(crate) mod pyramid;
pub(crate) mod sources;
pub(crate) mod statistics;
pub(crate) mod surveys;
pub(crate) mod table;
pub(crate) mod texts;

/// How many groups (campaigns, surveys, programs, sources) are kept apart; what comes in more than that is one of "others".
const GROUPS: usize = 500;
