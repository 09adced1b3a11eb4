//! Who a message is about: finds the contact, or makes one, and joins what turns out to be one person.
//!
//! A userId counts more than an email, and an email more than an anonymousId. Two people who share
//! a device stay two people: an anonymousId that belongs to somebody else identifies nobody.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::collect::{Kind, Message};

/// What a message tells about its sender.
#[derive(Clone, Copy, Default)]
pub(super) struct Sender<'a> {
    pub(super) user_id: Option<&'a str>,
    pub(super) email: Option<&'a str>,
    pub(super) anonymous_id: Option<&'a str>,
    pub(super) previous_id: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    /// Whether this is the person's own record (`identify`), whose address replaces an older one.
    pub(super) is_record: bool,
}

impl<'a> Sender<'a> {
    pub(super) fn of(message: &'a Message) -> Self {
        Self {
            user_id: message.user_id.as_deref(),
            email: message.email.as_deref(),
            anonymous_id: message.anonymous_id.as_deref(),
            previous_id: message.previous_id.as_deref(),
            name: message.name.as_deref(),
            is_record: message.kind == Kind::Identify,
        }
    }

    fn devices(&self) -> impl Iterator<Item = &'a str> {
        [self.previous_id, self.anonymous_id].into_iter().flatten()
    }
}

#[derive(Clone)]
struct Person {
    id: i64,
    email: Option<String>,
    user_id: Option<String>,
}

impl Person {
    fn is_anonymous(&self) -> bool {
        self.email.is_none() && self.user_id.is_none()
    }

    /// Whether nothing that the sender tells contradicts what is known of this person.
    fn may_be(&self, sender: &Sender) -> bool {
        agree(self.email.as_deref(), sender.email) && agree(self.user_id.as_deref(), sender.user_id)
    }
}

fn agree(known: Option<&str>, told: Option<&str>) -> bool {
    known.is_none() || told.is_none() || known == told
}

/// The contact that the sender is, brought up to date with what the message tells.
pub(super) fn resolve(db: &Connection, sender: &Sender, received_at: &str) -> rusqlite::Result<i64> {
    // Most messages tell nothing new: one device that its owner uses is then all there is to read.
    if let Some(id) = alone(db, sender)? {
        return Ok(id);
    }
    let by_user = sender.user_id.map_or(Ok(None), |id| find(db, "user_id", id))?;
    let by_email = sender.email.map_or(Ok(None), |email| find(db, "email", email))?;
    let on_devices = owners(db, sender)?;
    let person = match by_user.as_ref().or(by_email.as_ref()) {
        Some(person) => person.clone(),
        None => match on_devices.iter().find(|owner| owner.may_be(sender)) {
            Some(owner) => owner.clone(),
            None => create(db, received_at)?,
        },
    };
    // The same address without an account is the same person before the account.
    let may_gain = person.email.is_none() || sender.is_record;
    let guest = by_email.filter(|guest| guest.user_id.is_none() && may_gain);
    let strangers = on_devices.into_iter().filter(Person::is_anonymous);
    for other in strangers.chain(guest).filter(|other| other.id != person.id) {
        absorb(db, person.id, other.id)?;
    }
    complete(db, &person, sender)?;
    sender.devices().try_for_each(|device| link(db, device, person.id))?;
    Ok(person.id)
}

/// The contact of a message that tells of nobody but one device, if that device has one.
fn alone(db: &Connection, sender: &Sender) -> rusqlite::Result<Option<i64>> {
    match *sender {
        Sender {
            anonymous_id: Some(device),
            user_id: None,
            email: None,
            previous_id: None,
            name: None,
            ..
        } => Ok(owner(db, device)?.map(|person| person.id)),
        _ => Ok(None),
    }
}

/// `column` is one of ours, never a text from outside.
fn find(db: &Connection, column: &'static str, value: &str) -> rusqlite::Result<Option<Person>> {
    let query = format!("SELECT id, email, user_id FROM contacts WHERE {column} = ?1");
    db.prepare_cached(&query)?.query_row([value], read_person).optional()
}

fn read_person(row: &rusqlite::Row) -> rusqlite::Result<Person> {
    Ok(Person { id: row.get(0)?, email: row.get(1)?, user_id: row.get(2)? })
}

fn owners(db: &Connection, sender: &Sender) -> rusqlite::Result<Vec<Person>> {
    let found = sender.devices().filter_map(|device| owner(db, device).transpose());
    let mut people: Vec<Person> = found.collect::<Result<_, _>>()?;
    people.dedup_by_key(|person| person.id);
    Ok(people)
}

/// The one who uses a device now.
fn owner(db: &Connection, device: &str) -> rusqlite::Result<Option<Person>> {
    let mut query = db.prepare_cached(
        "SELECT c.id, c.email, c.user_id FROM devices d JOIN contacts c ON c.id = d.contact_id
         WHERE d.anonymous_id = ?1 ORDER BY d.link DESC LIMIT 1",
    )?;
    query.query_row([device], read_person).optional()
}

fn create(db: &Connection, received_at: &str) -> rusqlite::Result<Person> {
    let insert = "INSERT INTO contacts (created_at, last_seen_at) VALUES (?1, ?1)";
    db.prepare_cached(insert)?.execute([received_at])?;
    Ok(Person { id: db.last_insert_rowid(), email: None, user_id: None })
}

/// Moves everything of one contact to another and removes it.
fn absorb(db: &Connection, into: i64, from: i64) -> rusqlite::Result<()> {
    for statement in [
        "UPDATE events SET contact_id = ?1 WHERE contact_id = ?2",
        "UPDATE consents SET contact_id = ?1 WHERE contact_id = ?2",
        // A device that both have used stays linked once; the row left behind goes with its contact.
        "UPDATE OR IGNORE devices SET contact_id = ?1 WHERE contact_id = ?2",
        "UPDATE contacts SET
           created_at = min(created_at, (SELECT created_at FROM contacts WHERE id = ?2)),
           last_seen_at = max(last_seen_at, (SELECT last_seen_at FROM contacts WHERE id = ?2)),
           name = coalesce(name, (SELECT name FROM contacts WHERE id = ?2))
         WHERE id = ?1",
    ] {
        db.prepare_cached(statement)?.execute([into, from])?;
    }
    db.prepare_cached("DELETE FROM contacts WHERE id = ?1")?.execute([from])?;
    Ok(())
}

/// Adds what was not known. An address that another contact holds stays with that contact.
fn complete(db: &Connection, person: &Person, sender: &Sender) -> rusqlite::Result<()> {
    let email = sender.email.filter(|_| person.email.is_none() || sender.is_record);
    let taken = match email {
        Some(email) => find(db, "email", email)?.is_some_and(|holder| holder.id != person.id),
        None => false,
    };
    db.prepare_cached(
        "UPDATE contacts SET email = coalesce(?2, email), user_id = coalesce(?3, user_id),
           name = coalesce(?4, name) WHERE id = ?1",
    )?
    .execute(params![person.id, email.filter(|_| !taken), sender.user_id, sender.name])?;
    Ok(())
}

/// Makes the contact the one who uses the device now.
fn link(db: &Connection, device: &str, contact: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO devices (anonymous_id, contact_id) VALUES (?1, ?2)")?
        .execute(params![device, contact])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::database::tests::empty;

    const NOW: &str = "2026-11-22T10:00:00.000Z";

    fn device(anonymous_id: &str) -> Sender<'_> {
        Sender { anonymous_id: Some(anonymous_id), ..Sender::default() }
    }

    fn with_email<'a>(anonymous_id: &'a str, email: &'a str) -> Sender<'a> {
        Sender { email: Some(email), ..device(anonymous_id) }
    }

    fn with_user<'a>(anonymous_id: &'a str, user_id: &'a str) -> Sender<'a> {
        Sender { user_id: Some(user_id), ..device(anonymous_id) }
    }

    fn contact_of(db: &Connection, sender: Sender) -> i64 {
        resolve(db, &sender, NOW).unwrap()
    }

    fn count(db: &Connection) -> i64 {
        db.query_row("SELECT count(*) FROM contacts", [], |row| row.get(0)).unwrap()
    }

    fn person(db: &Connection, id: i64) -> Person {
        db.query_row("SELECT id, email, user_id FROM contacts WHERE id = ?1", [id], read_person).unwrap()
    }

    #[test]
    fn one_device_is_one_contact_until_told_otherwise() {
        let db = empty();
        assert_eq!(contact_of(&db, device("d1")), contact_of(&db, device("d1")));
        assert_ne!(contact_of(&db, device("d1")), contact_of(&db, device("d2")));
    }

    #[test]
    fn an_anonymous_contact_becomes_the_one_who_names_itself() {
        let db = empty();
        let before = contact_of(&db, device("d1"));
        let after = contact_of(&db, with_email("d1", "ana@example.com"));
        assert_eq!(before, after);
        assert_eq!(contact_of(&db, device("d1")), after);
    }

    #[test]
    fn a_known_address_on_a_new_device_absorbs_that_device() {
        let db = empty();
        let ana = contact_of(&db, with_email("phone", "ana@example.com"));
        contact_of(&db, device("laptop"));
        assert_eq!(contact_of(&db, with_email("laptop", "ana@example.com")), ana);
        assert_eq!(contact_of(&db, device("laptop")), ana);
        assert_eq!(count(&db), 1);
    }

    #[test]
    fn two_people_on_one_device_are_two_contacts() {
        let db = empty();
        let ana = contact_of(&db, with_email("d1", "ana@example.com"));
        let ben = contact_of(&db, with_email("d1", "ben@example.com"));
        assert_ne!(ana, ben);
        assert_eq!(contact_of(&db, device("d1")), ben, "the last one to name themselves uses it now");
        assert_eq!(contact_of(&db, with_email("d1", "ana@example.com")), ana);
        assert_eq!(contact_of(&db, device("d1")), ana);
        assert_eq!(count(&db), 2);
    }

    #[test]
    fn two_accounts_on_one_device_are_two_contacts() {
        let db = empty();
        let first = contact_of(&db, with_user("d1", "u1"));
        assert_ne!(contact_of(&db, with_user("d1", "u2")), first);
        assert_eq!(contact_of(&db, with_user("d9", "u1")), first);
    }

    #[test]
    fn an_account_absorbs_the_guest_with_its_address() {
        let db = empty();
        let account = contact_of(&db, with_user("phone", "u1"));
        contact_of(&db, with_email("laptop", "ana@example.com"));
        let both = Sender { user_id: Some("u1"), ..with_email("phone", "ana@example.com") };
        assert_eq!(contact_of(&db, both), account);
        assert_eq!(person(&db, account).email.as_deref(), Some("ana@example.com"));
        assert_eq!(contact_of(&db, device("laptop")), account);
        assert_eq!(count(&db), 1);
    }

    #[test]
    fn an_address_of_another_account_stays_with_that_account() {
        let db = empty();
        let ana = contact_of(&db, Sender { user_id: Some("u1"), ..with_email("d1", "ana@example.com") });
        let ben = contact_of(&db, with_user("d2", "u2"));
        let claim = Sender { user_id: Some("u2"), ..with_email("d2", "ana@example.com") };
        assert_eq!(contact_of(&db, claim), ben);
        assert_eq!(person(&db, ben).email, None);
        assert_eq!(person(&db, ana).user_id.as_deref(), Some("u1"));
    }

    #[test]
    fn only_the_persons_own_record_changes_an_address() {
        let db = empty();
        let told = |email| Sender { user_id: Some("u1"), ..with_email("d1", email) };
        let ana = contact_of(&db, told("ana@example.com"));
        contact_of(&db, told("friend@example.com"));
        assert_eq!(person(&db, ana).email.as_deref(), Some("ana@example.com"));
        contact_of(&db, Sender { is_record: true, ..told("ana@new.example") });
        assert_eq!(person(&db, ana).email.as_deref(), Some("ana@new.example"));
    }

    #[test]
    fn an_alias_joins_the_earlier_device() {
        let db = empty();
        contact_of(&db, device("before"));
        let alias = Sender { previous_id: Some("before"), user_id: Some("u1"), ..Sender::default() };
        let account = contact_of(&db, alias);
        assert_eq!(contact_of(&db, device("before")), account);
        assert_eq!(count(&db), 1);
    }

    #[test]
    fn an_identified_owner_is_never_absorbed() {
        let db = empty();
        let ana = contact_of(&db, with_email("d1", "ana@example.com"));
        let account = contact_of(&db, with_user("d2", "u2"));
        assert_eq!(contact_of(&db, with_user("d1", "u2")), account);
        assert_eq!(person(&db, ana).email.as_deref(), Some("ana@example.com"));
        assert_eq!(count(&db), 2);
    }
}
