/**
 * Virtual time: every timer, delivery and disk write of a run is an event here, so that one seed decides the whole
 * schedule. Events of one moment run in the order in which they were made, unless made with jitter.
 */
export class Scheduler {
  private time = 1_760_000_000_000;
  private readonly events: { at: number; order: number; run: () => void }[] = [];
  private order = 0;

  /** Whole ms since 1970, as clocks give them. */
  get now(): number {
    return Math.floor(this.time);
  }

  /** Runs something later; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void {
    const event = { at: this.time + Math.max(0, ms), order: this.order++, run };
    let index = this.events.length;
    while (index > 0) {
      const before = this.events[index - 1];
      if (before === undefined || before.at < event.at || (before.at === event.at && before.order < event.order)) break;
      index--;
    }
    this.events.splice(index, 0, event);
    return () => {
      const found = this.events.indexOf(event);
      if (found >= 0) this.events.splice(found, 1);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs events up to a given time; after each one, every promise that can settle does. */
  async runUntil(end: number): Promise<void> {
    await settle();
    for (;;) {
      const event = this.events[0];
      if (event === undefined || event.at > end) break;
      this.events.shift();
      this.time = Math.max(this.time, event.at);
      event.run();
      await settle();
    }
    this.time = Math.max(this.time, end);
  }

  /** Time passes and nothing runs, as on a machine that sleeps for weeks: whatever was due meanwhile runs late. */
  jump(ms: number): void {
    this.time += ms;
  }

  run(ms: number): Promise<void> {
    return this.runUntil(this.time + ms);
  }
}

/**
 * Resolves when every promise of the run that can settle has: the tick queue runs after all microtasks. A turn of the event
 * loop would do the same and ask the operating system each time.
 */
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
