// A service in Rust: each request goes through ten functions that give back what they take, and is remembered in a cache of
// sessions, from which nothing is ever removed. service SECONDS

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::Write;

struct Random(u64);

impl Random {
    fn any(&mut self, least: usize, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        least + self.0 as usize % (most - least + 1)
    }
}

fn make_text(length: usize) -> String {
    "the quick brown fox jumps over the lazy dog and runs away ".chars().cycle().take(length).collect()
}

#[inline(never)]
fn parse_request(random: &mut Random) -> usize {
    let request = make_text(random.any(300, 4000));
    let fields: Vec<String> = request.split(' ').map(|word| format!("{word}: value of a header field")).collect();
    fields.len()
}

#[inline(never)]
fn build_response(random: &mut Random) -> usize {
    let wanted = random.any(500, 20000);
    let mut response = String::new();
    while response.len() < wanted {
        let length = response.len();
        writeln!(response, "<td>{length}</td>").unwrap();
    }
    response.len()
}

#[inline(never)]
fn sort_records(random: &mut Random) -> usize {
    let mut records: Vec<(usize, String)> = (0..random.any(20, 300))
        .map(|_| random.any(0, 1_000_000))
        .map(|key| (key, format!("record number {key}")))
        .collect();
    records.sort();
    records[records.len() / 2].0
}

#[inline(never)]
fn look_up(random: &mut Random, pages: &mut HashMap<usize, String>, order: &mut VecDeque<usize>) -> usize {
    let number = random.any(0, 2000);
    if let Some(page) = pages.get(&number) {
        return page.len();
    }
    pages.insert(number, make_text(random.any(1000, 8000)));
    order.push_back(number);
    if order.len() > 400 {
        pages.remove(&order.pop_front().unwrap());
    }
    pages.len()
}

#[inline(never)]
fn write_log(random: &mut Random, lines: &mut VecDeque<String>) -> usize {
    lines.push_back(format!("a request of {} bytes took {} us", random.any(1, 20000), random.any(1, 9000)));
    if lines.len() > 1000 {
        lines.pop_front();
    }
    lines.len()
}

#[inline(never)]
fn render_page(random: &mut Random) -> usize {
    let parts: Vec<String> =
        (0..random.any(5, 60)).map(|_| format!("<p>{}</p>", make_text(random.any(100, 400)))).collect();
    parts.concat().len()
}

#[inline(never)]
fn decode_body(random: &mut Random) -> usize {
    let body = make_text(random.any(200, 16000)).into_bytes();
    let decoded: Vec<u8> = body.chunks_exact(2).map(|pair| pair[0] << 4 | (pair[1] & 15)).collect();
    decoded.len()
}

#[inline(never)]
fn count_words(random: &mut Random) -> usize {
    let text = make_text(random.any(500, 6000));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in text.split(' ') {
        *counts.entry(format!("{word}{}", random.any(0, 40))).or_default() += 1;
    }
    counts.len()
}

#[inline(never)]
fn resolve_path(random: &mut Random) -> usize {
    let mut path = String::from("/srv/www/of/some/service");
    for _ in 0..random.any(1, 15) {
        path = format!("{path}/{}", random.any(0, 99999));
    }
    path.len()
}

#[inline(never)]
fn compress_reply(random: &mut Random) -> usize {
    let reply = make_text(random.any(1000, 12000));
    let mut packed = Vec::with_capacity(20000);
    packed.extend(reply.bytes().filter(|letter| *letter != b' '));
    packed.len()
}

struct Session {
    user: String,
    token: Vec<u8>,
    visited: Vec<String>,
}

// What leaks.
#[inline(never)]
fn remember(random: &mut Random, sessions: &mut HashMap<usize, Session>) -> usize {
    let id = sessions.len();
    let session = Session {
        user: format!("somebody{id}@example.org"),
        token: vec![b't'; random.any(100, 1500)],
        visited: (0..random.any(1, 20)).map(|_| make_text(random.any(20, 160))).collect(),
    };
    let size = session.user.len() + session.token.len() + session.visited.len();
    sessions.insert(id, session);
    size
}

#[derive(Default)]
struct Service {
    pages: HashMap<usize, String>,
    order: VecDeque<usize>,
    lines: VecDeque<String>,
    sessions: HashMap<usize, Session>,
}

#[inline(never)]
fn handle_request(service: &mut Service, random: &mut Random) -> usize {
    let mut done = parse_request(random) + resolve_path(random) + decode_body(random);
    done += look_up(random, &mut service.pages, &mut service.order);
    done += remember(random, &mut service.sessions) + sort_records(random);
    done += count_words(random) + render_page(random) + build_response(random);
    done + compress_reply(random) + write_log(random, &mut service.lines)
}

fn main() {
    let seconds: f64 = std::env::args().nth(1).map_or(10.0, |text| text.parse().unwrap());
    let mut service = Service::default();
    let mut random = Random(88172645463325252);
    let mut done = 0;
    for _ in 0..(seconds * 100.0) as usize {
        for _ in 0..20 {
            done += handle_request(&mut service, &mut random);
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    println!("{done}");
}
