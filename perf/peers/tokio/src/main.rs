//! What tokio's broadcast takes per delivery: one thread, a task per receiver, nothing lost.
//! Prints a line of JSON per load: receivers, events per burst, nanoseconds of processor per delivery.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::Arc;
use std::time::Duration;
use tokio::{runtime::Builder, sync::broadcast, task::yield_now};

const CAPACITY: usize = 4096;

#[derive(Clone)]
struct Tick {
    count: u64,
}

/// The processor time of this thread, which is all there is of this process.
fn processor() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

async fn measure(receivers: u64, burst: u64) -> f64 {
    let (sender, _) = broadcast::channel::<Arc<Tick>>(CAPACITY);
    let totals: Vec<_> = (0..receivers).map(|_| Arc::new(AtomicU64::new(0))).collect();
    let tasks: Vec<_> = totals
        .iter()
        .map(|total| {
            let (mut receiver, total) = (sender.subscribe(), total.clone());
            tokio::spawn(async move {
                while let Ok(tick) = receiver.recv().await {
                    total.fetch_add(tick.count, Relaxed);
                }
            })
        })
        .collect();
    let mut published = 0;
    let mut timed = None;
    let mut rounds = 0u64;
    let looks = (100_000 / (burst * receivers)).max(1); // the clock is a file, and slow to read
    let began = processor();
    loop {
        for _ in 0..burst {
            assert!(sender.send(Arc::new(Tick { count: 1 })).is_ok());
        }
        published += burst;
        while totals.iter().any(|total| total.load(Relaxed) < published) {
            yield_now().await;
        }
        rounds += 1;
        if rounds % looks > 0 {
            continue;
        }
        let now = processor();
        let Some((started, before)) = timed else {
            if now - began > Duration::from_millis(50) {
                timed = Some((now, published));
            }
            continue;
        };
        if now - started > Duration::from_millis(200) {
            drop(sender);
            for task in tasks {
                task.await.unwrap();
            }
            assert!(totals.iter().all(|total| total.load(Relaxed) == published));
            let deliveries = (published - before) * receivers;
            return (now - started).as_nanos() as f64 / deliveries as f64;
        }
    }
}

fn main() {
    let runtime = Builder::new_current_thread().build().unwrap();
    for receivers in [1, 8, 64, 1_000] {
        for burst in [1, 64, 1_024] {
            let ns = runtime.block_on(measure(receivers, burst));
            println!("{{\"subscribers\":{receivers},\"burst\":{burst},\"ns\":{ns:.2}}}");
        }
    }
}
