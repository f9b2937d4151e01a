import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Sync } from '../documents/sync.ts';
import { VERSION } from '../version.ts';
import type { Measure, Measured } from './measure.ts';

/** What is asked for when somebody reads the metrics. */
export interface MetricSources {
  readonly sockets: () => number;
  readonly load: Sync['load'];
  /** Documents whose journal is due for a snapshot. */
  readonly documentsToCompact: () => Promise<number>;
  /** Bytes of all files. */
  readonly fileBytes: () => Promise<number>;
  /** Bytes free on the disk of the data folder. */
  readonly freeBytes: () => Promise<number>;
  /** What is missing to be ready. */
  readonly missing: () => Promise<readonly string[]>;
}

/** Seconds; from a quiet machine to one that people notice. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const HELP: Readonly<Record<Measured, string>> = {
  ack: 'From the arrival of an update at admission until its outcome is known: durable, or refused.',
  journal: 'One transaction of the journal, until it is durable.',
  apply: 'Applying a durable update to the document in memory.',
};

/** Metrics in the format of Prometheus. @param monotonic ms, never set back */
export const createMetrics = (monotonic: () => number) => {
  const registers = [new Registry()];
  const [registry] = registers;
  if (registry === undefined) throw new Error('There is no registry.');
  const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  };
  const histogram = (what: Measured) =>
    new Histogram({ name: `skerry_${what}_seconds`, help: HELP[what], buckets: SECONDS, registers });
  const times = { ack: histogram('ack'), journal: histogram('journal'), apply: histogram('apply') };
  const refusals = new Counter({
    name: 'skerry_refusals_total',
    help: 'Refused updates, by the rule of SPEC.md.',
    labelNames: ['rule'],
    registers,
  });
  const requests = new Histogram({
    name: 'skerry_http_seconds',
    help: 'HTTP requests, by method and class of status.',
    labelNames: ['method', 'status'],
    buckets: SECONDS,
    registers,
  });
  new Gauge({ name: 'skerry_info', help: 'The version that runs.', labelNames: ['version'], registers }).set(
    { version: VERSION },
    1,
  );

  const measure: Measure = {
    time: (what) => {
      const begin = monotonic();
      return () => times[what].observe((monotonic() - begin) / 1_000);
    },
    refused: (rule) => refusals.inc({ rule }),
    answered: (method, status, ms) => requests.observe({ method, status: `${Math.floor(status / 100)}xx` }, ms / 1_000),
  };

  return {
    measure,
    /** Begins to ask for what is measured when somebody reads. */
    watch: (sources: MetricSources): void => {
      collectDefaultMetrics({ register: registry });
      gauge('skerry_sockets', 'Open WebSockets.', sources.sockets);
      gauge(
        'skerry_connections',
        'Documents that devices have open, counted for each device.',
        () => sources.load().connectedDocuments,
      );
      gauge('skerry_open_documents', 'Documents in memory.', () => sources.load().openDocuments);
      gauge('skerry_journal_waiting', 'Updates that wait for the journal.', () => sources.load().journalWaiting);
      gauge(
        'skerry_documents_to_compact',
        'Documents whose journal is due for a snapshot, up to 1,000.',
        sources.documentsToCompact,
      );
      gauge('skerry_file_bytes', 'Bytes of all files, unfinished uploads included.', sources.fileBytes);
      gauge('skerry_disk_free_bytes', 'Bytes free on the disk of the data folder.', sources.freeBytes);
      gauge('skerry_ready', '1 while the server can store messages and files.', async () =>
        (await sources.missing()).length === 0 ? 1 : 0,
      );
    },
    text: (): Promise<string> => registry.metrics(),
    contentType: registry.contentType,
    /** Lets go of what Node measures. */
    stop: (): void => registry.clear(),
  };
};
export type Metrics = ReturnType<typeof createMetrics>;
