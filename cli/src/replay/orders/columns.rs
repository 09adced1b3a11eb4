//! Where an order log has what: columns by their numbers, or by their names in its first line.

use std::str::FromStr;

/// What can be told of an order; without the first two it is none.
const KEYS: [&str; 5] = ["person", "date", "value", "quantity", "id"];
/// Those that every order has.
const NEEDED: usize = 2;

/// `--columns person=2,date=3,value=5` or `person=Email,date=Created at`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    told: [Option<Column>; 5],
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Number(usize),
    Name(String),
}

/// What is wrong with `--columns`.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    /// Not `KEY=COLUMN`.
    #[error("\"{0}\" says no column: write it like person=2 or person=Email")]
    Unreadable(String),
    /// Of nothing that an order has.
    #[error("\"{0}\" is nothing of an order: it has person, date, value, quantity and id")]
    Unknown(String),
    /// Said more than once.
    #[error("{0} is said twice")]
    Twice(&'static str),
    /// Not said at all.
    #[error("{0} is missing: an order has at least a person and a date")]
    Missing(&'static str),
}

/// The places of the columns in every line, from 0, in the order of `KEYS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places(pub [Option<usize>; 5]);

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Columns, ColumnsError> {
        let mut columns = Columns::default();
        for part in text.split(',') {
            let unreadable = || ColumnsError::Unreadable(part.to_owned());
            let (key, column) = part.split_once('=').ok_or_else(unreadable)?;
            let (key, column) = (key.trim(), column.trim());
            let named = KEYS.iter().zip(&mut columns.told).find(|(known, _)| **known == key);
            let (known, place) = named.ok_or_else(|| ColumnsError::Unknown(key.to_owned()))?;
            let column = match column.parse() {
                Ok(0) => return Err(unreadable()),
                Ok(number) => Column::Number(number),
                Err(_) if column.is_empty() => return Err(unreadable()),
                Err(_) => Column::Name(column.to_owned()),
            };
            if place.replace(column).is_some() {
                return Err(ColumnsError::Twice(known));
            }
        }
        match KEYS.iter().zip(&columns.told).take(NEEDED).find(|(_, place)| place.is_none()) {
            Some((missing, _)) => Err(ColumnsError::Missing(missing)),
            None => Ok(columns),
        }
    }
}

impl Columns {
    /// Whether the first line names the columns.
    pub(super) fn has_header(&self) -> bool {
        *self == Columns::default() || self.told.iter().flatten().any(|told| matches!(told, Column::Name(_)))
    }

    /// Where everything is, given the names in the first line, which has none where the columns are numbered.
    pub(super) fn places(&self, header: &[String]) -> Result<Places, String> {
        let mut places = Places([None; 5]);
        let is_open = *self == Columns::default();
        for ((index, key), place) in KEYS.iter().enumerate().zip(&mut places.0) {
            let name = match self.told.get(index).and_then(Option::as_ref) {
                Some(Column::Number(number)) => {
                    *place = Some(number - 1);
                    continue;
                }
                Some(Column::Name(name)) => name,
                None if is_open => *key,
                None => continue,
            };
            *place = header.iter().position(|there| there.trim().eq_ignore_ascii_case(name));
            if place.is_none() && !(is_open && index >= NEEDED) {
                return Err(missing(name, header));
            }
        }
        Ok(places)
    }
}

fn missing(name: &str, header: &[String]) -> String {
    let names: Vec<_> =
        header.iter().take(12).map(|there| format!("`{}`", there.trim().escape_debug())).collect();
    format!(
        "The first line names no column `{name}`, but {}. Say which is which, such as --columns person=2,date=3,value=5 \
         (by number, where no line names them) or --columns person=Email,date=Day.",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn columns_have_numbers_or_names() {
        let numbered: Columns = "person=2,date=3, quantity=4,value=5".parse().unwrap();
        assert!(!numbered.has_header());
        assert_eq!(numbered.places(&[]).unwrap(), Places([Some(1), Some(2), Some(4), Some(3), None]));
        let named: Columns = "person=email,date=Created at".parse().unwrap();
        assert!(named.has_header());
        assert_eq!(
            named.places(&header("Name, Email ,Created at")).unwrap(),
            Places([Some(1), Some(2), None, None, None])
        );
    }

    #[test]
    fn without_any_the_names_are_ours() {
        let open = Columns::default();
        assert!(open.has_header());
        let places = open.places(&header("Date,id,person")).unwrap();
        assert_eq!(places, Places([Some(2), Some(0), None, None, Some(1)]));
        assert!(
            open.places(&header("Date,customer")).unwrap_err().contains("no column `person`, but `Date`")
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("person", "says no column"),
            ("person=0,date=1", "says no column"),
            ("person=,date=1", "says no column"),
            ("who=1,date=2", "is nothing of an order"),
            ("person=1,person=2,date=3", "person is said twice"),
            ("person=1,value=2", "date is missing"),
        ] {
            let error = text.parse::<Columns>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
