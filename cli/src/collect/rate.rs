//! How often one address may post: enough for everybody behind one router, too little to flood the database.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::{HeaderMap, StatusCode};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::serve::Refusal;

/// How many seconds' worth may come at once: tabs that come back after an outage.
const BURST: u32 = 10;
/// After how many posts the addresses that have been quiet are let go.
const SWEEP: u32 = 4_096;

/// The limit, and who has used how much of it.
pub(super) struct Rate {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    behind_proxy: bool,
    posts: AtomicU32,
}

impl Rate {
    /// At most `per_second` posts of one address; 0 is no limit.
    pub(super) fn new(per_second: u32, behind_proxy: bool) -> Self {
        let limiter = NonZeroU32::new(per_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(BURST - 1));
            DefaultKeyedRateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        });
        Self { limiter, behind_proxy, posts: AtomicU32::new(0) }
    }

    /// Counts one post.
    ///
    /// # Errors
    /// The address has made too many; the refusal says when the next may come.
    pub(super) fn check(&self, peer: IpAddr, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if self.posts.fetch_add(1, Ordering::Relaxed).is_multiple_of(SWEEP) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let client = forwarded(headers).filter(|_| self.behind_proxy).unwrap_or(peer);
        let outcome = limiter.check_key(&network(client));
        outcome.map_err(|until| too_many(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1))
    }
}

/// The last address is the one that the proxy itself saw; those before it are what the client claims.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Whoever has one IPv6 address has 2^64 of them: the network counts as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        },
    }
}

fn too_many(seconds: u64) -> Refusal {
    let sentence = "This address sends too often. Nothing of this request was stored; try again after the time that Retry-After says.";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, sentence).retry_after(seconds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn allowed(rate: &Rate, peer: &str, forwarded: &str, tries: u32) -> u32 {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let peer = peer.parse().unwrap();
        (0..tries).filter(|_| rate.check(peer, &headers).is_ok()).count() as u32
    }

    #[test]
    fn ten_seconds_worth_come_at_once_and_each_address_has_its_own() {
        let rate = Rate::new(1, false);
        assert_eq!(allowed(&rate, "192.0.2.1", "", 30), BURST);
        assert_eq!(allowed(&rate, "192.0.2.2", "", 30), BURST);
        assert_eq!(allowed(&Rate::new(0, false), "192.0.2.1", "", 30), 30);
    }

    #[test]
    fn a_proxy_says_who_asks_and_a_client_does_not() {
        let rate = Rate::new(1, true);
        assert_eq!(allowed(&rate, "127.0.0.1", "10.9.9.9, 192.0.2.1", 30), BURST);
        assert_eq!(
            allowed(&rate, "127.0.0.1", "10.8.8.8, 192.0.2.1", 30),
            0,
            "what the client claims counts for nothing"
        );
        assert_eq!(allowed(&rate, "127.0.0.1", "192.0.2.2", 30), BURST);
        let open = Rate::new(1, false);
        assert_eq!(allowed(&open, "192.0.2.1", "10.1.1.1", 30), BURST);
        assert_eq!(allowed(&open, "192.0.2.1", "10.1.1.2", 30), 0);
    }

    #[test]
    fn a_network_of_version_six_is_one_address() {
        let rate = Rate::new(1, false);
        assert_eq!(allowed(&rate, "2001:db8::1", "", 30), BURST);
        assert_eq!(allowed(&rate, "2001:db8::2", "", 30), 0);
        assert_eq!(allowed(&rate, "2001:db8:0:1::1", "", 30), BURST);
    }
}
