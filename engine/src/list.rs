//! Putting into and taking out of the middle of a list: without the standard library's complaints about places that
//! do not exist, which cost every visitor their texts and all that formats them.

use alloc::vec::Vec;

/// Puts an item before the one at `at`, or at the end where there is none.
pub(crate) fn insert<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.push(item);
    let mut place = list.len().saturating_sub(1);
    while place > at {
        exchange(list, place - 1);
        place -= 1;
    }
}

/// Takes out the item at `at`, if there is one.
pub(crate) fn remove<T>(list: &mut Vec<T>, at: usize) -> Option<T> {
    if at >= list.len() {
        return None;
    }
    for place in at..list.len() - 1 {
        exchange(list, place);
    }
    list.pop()
}

/// Exchanges an item with the next.
fn exchange<T>(list: &mut [T], at: usize) {
    if let Some([one, other]) = list.get_mut(at..at + 2) {
        core::mem::swap(one, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn keeps_the_order() {
        let mut list = vec![1, 3];
        insert(&mut list, 1, 2);
        insert(&mut list, 9, 4);
        insert(&mut list, 0, 0);
        assert_eq!(list, [0, 1, 2, 3, 4]);
        assert_eq!(
            (remove(&mut list, 1), remove(&mut list, 9), remove(&mut list, 3)),
            (Some(1), None, Some(4))
        );
        assert_eq!(list, [0, 2, 3]);
    }
}
