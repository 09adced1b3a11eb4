//! `Reason`: why a campaign does not speak now. What is said of it in words is only needed by who asks for an
//! explanation.

use crate::consent::Purpose;

/// Why a campaign does not speak now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reason {
    pub why: Why,
    /// Until when it holds, where that is known.
    pub until: Option<i64>,
}

impl Reason {
    /// A reason of which nobody knows when it ends.
    pub const fn new(why: Why) -> Reason {
        Reason { why, until: None }
    }
}

/// What may be said against a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Bot,
    // Consent.
    Denied(Purpose),
    Paused,
    // Whom it is for.
    Outside,
    Unknown,
    OfProgram,
    Excluded,
    // What it says.
    Faulty,
    NoLanguage,
    // Its schedule.
    NoZone,
    Early,
    Over,
    Hour,
    Day,
    // Experiments.
    LeftOut,
    HeldOut,
    // Its frequency.
    Dismissed,
    Clicked,
    Converted,
    Answered,
    Snoozed,
    Often,
    // The page.
    OtherTab,
    Manual,
    NotYet,
    Delay,
    Hidden,
    Displaced,
    // The budget over all campaigns.
    VisitSpent,
    DaySpent,
    TooSoon,
}

impl Why {
    /// For the store's owner; of a campaign that was displaced or excluded, without the names in it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Why::Bot => "The visitor is a program, not a person.",
            Why::Denied(Purpose::Preferences) => "It needs `preferences`, which is denied.",
            Why::Denied(Purpose::Analytics) => "It needs `analytics`, which is denied.",
            Why::Denied(Purpose::Marketing) => "It needs `marketing`, which is denied.",
            Why::Paused => "The visitor asked for a pause of marketing.",
            Why::Outside => "The visitor is not in its audience.",
            Why::Unknown => "Its audience asks something that is unknown of this visitor.",
            Why::OfProgram => "It is not at its step in a program.",
            Why::Excluded => "The visitor has excluded what it is about.",
            Why::Faulty => "Its content has a fault: the issues say which.",
            Why::NoLanguage => "It has no content in the visitor's languages, nor in the store's.",
            Why::NoZone => "The time zone of its schedule is not known here.",
            Why::Early => "Its first day has not come yet.",
            Why::Over => "Its last day is over.",
            Why::Hour => "It does not run at this hour.",
            Why::Day => "It does not run on this day of the week.",
            Why::LeftOut => "The visitor is in the share of people that this experiment leaves to others.",
            Why::HeldOut => "The visitor is held out of it, for comparison.",
            Why::Dismissed => "The visitor closed it, so it does not come again.",
            Why::Clicked => "The visitor clicked it, so it does not come again.",
            Why::Converted => "The visitor did what it is for, so it does not come again.",
            Why::Answered => "The visitor has answered it.",
            Why::Snoozed => "The visitor asked to see it later.",
            Why::Often => "It has been shown as often as its frequency allows.",
            Why::OtherTab => "Another tab shows it.",
            Why::Manual => "It is shown only when the page or another message asks for it.",
            Why::NotYet => "Its trigger has not happened on this page.",
            Why::Delay => "Its trigger happened; the delay has not passed yet.",
            Why::Hidden => "The page is in the background.",
            Why::Displaced => "It lost its place to another campaign.",
            Why::VisitSpent => "This visit has had all of its messages.",
            Why::DaySpent => "This day has had all of its messages.",
            Why::TooSoon => "It is too soon after the last message.",
        }
    }
}
