import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished, TestRunner } from 'vitest';

const EXECUTABLE = process.env.SKERRY_CHROMIUM ?? '/usr/bin/chromium';
const ARTEFACTS = join(import.meta.dirname, '../../test-artefacts');
/** Devices of a test take turns, so that each journey is made on a wide and on a narrow screen; `SKERRY_WIDTHS=swap` swaps them. */
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 780 };
const TURNS = process.env.SKERRY_WIDTHS === 'swap' ? [NARROW, WIDE] : [WIDE, NARROW];
const devicesOf = new WeakMap<object, number>();

/** Nothing but the page under test may use the network: a browser's own requests slow a start down and fail offline. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export interface DeviceOptions {
  /** Opened once the device runs. */
  readonly url?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** BCP 47; the default is en-GB, so that texts and dates do not depend on the machine. */
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly flags?: readonly string[];
}

/** One person's browser: a profile of its own that survives closing and opening again. */
export class Device {
  readonly name: string;
  readonly profile = mkdtempSync(join(tmpdir(), 'skerry-device-'));
  /** What pages wrote to the console as errors, and exceptions nobody caught. */
  readonly errors: string[] = [];
  readonly #options: DeviceOptions;
  #context: BrowserContext | undefined;

  constructor(name: string, options: DeviceOptions) {
    this.name = name;
    this.#options = options;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error(`The device ${this.name} is closed.`);
    return this.#context;
  }

  /** The first tab. */
  get page(): Page {
    const page = this.context.pages()[0];
    if (!page) throw new Error(`The device ${this.name} has no tab open.`);
    return page;
  }

  async open(): Promise<void> {
    const { viewport, locale, colorScheme, reducedMotion, flags } = this.#options;
    this.#context = await chromium.launchPersistentContext(this.profile, {
      executablePath: EXECUTABLE,
      args: [...FLAGS, ...(flags ?? [])],
      viewport: viewport ?? WIDE,
      locale: locale ?? 'en-GB',
      timezoneId: 'Europe/London',
      colorScheme: colorScheme ?? 'light',
      reducedMotion: reducedMotion ?? 'reduce',
    });
    this.#context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.#context.on('weberror', (error) => this.errors.push(String(error.error().stack)));
    if (this.#options.url) await this.page.goto(this.#options.url);
  }

  /** Closes the browser; the profile stays and `open` brings it back. */
  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** A picture of every tab into `test-artefacts/`. */
  async screenshot(label: string): Promise<void> {
    mkdirSync(ARTEFACTS, { recursive: true });
    const name = `${label}-${this.name}`.replace(/[^\w-]+/g, '-').slice(0, 120);
    for (const [tab, page] of (this.#context?.pages() ?? []).entries())
      await page.screenshot({ path: join(ARTEFACTS, `${name}-${tab}.png`), timeout: 5_000 }).catch(() => undefined);
  }

  async dispose(): Promise<void> {
    await this.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** Opens a device for the running test: closed and wiped after it, pictured when it failed. Call inside a test. */
export const openDevice = async (name: string, options: DeviceOptions = {}): Promise<Device> => {
  const test = TestRunner.getCurrentTest();
  const turn = test === undefined ? 0 : (devicesOf.get(test) ?? 0);
  if (test !== undefined) devicesOf.set(test, turn + 1);
  const viewport = options.viewport ?? TURNS[turn % TURNS.length];
  const device = new Device(name, { ...options, ...(viewport === undefined ? {} : { viewport }) });
  // One hook for both: vitest's failure hooks run after the finishing ones, when the browser would be gone.
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await device.screenshot(task.name);
      if (device.errors.length > 0) console.error(`Errors on ${name}'s device:\n${device.errors.join('\n')}`);
    }
    await device.dispose();
  });
  await device.open();
  return device;
};
