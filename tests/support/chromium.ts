import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { onTestFinished, TestRunner } from 'vitest';

const EXECUTABLE = process.env.SKERRY_CHROMIUM ?? '/usr/bin/chromium';
const ARTEFACTS = join(import.meta.dirname, '../../test-artefacts');
/**
 * Devices of a test alternate between a wide and a narrow screen, so that each journey is made on both;
 * `SKERRY_WIDTHS=swap` swaps them.
 */
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 780 };
const TURNS = process.env.SKERRY_WIDTHS === 'swap' ? [NARROW, WIDE] : [WIDE, NARROW];
const devicesOf = new WeakMap<object, number>();

/**
 * Playwright's own list, which a second flag replaces, and the browser's address bar: a headless window draws it in
 * separate renderers, which take as long as a page.
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'PreloadTopChromeWebUI',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'SpareRendererForSitePerProcess',
];

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
  `--disable-features=${DISABLED_FEATURES.join()}`,
];

export interface DeviceOptions {
  /** Opened once the device runs. */
  readonly url?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** BCP 47; en-GB by default, so that texts and dates do not depend on the machine. */
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly flags?: readonly string[];
  /** A browser process of its own with a profile on disk, which `close` and `open` again keep. */
  readonly keepsProfile?: boolean;
  /** With the service worker, which stores the whole app at the first visit and takes longer than the page itself. */
  readonly installed?: boolean;
}

/** As a browser that takes no service worker: the app works, but cannot be opened offline. */
const refuseServiceWorkers = (): void => {
  if ('serviceWorker' in navigator)
    navigator.serviceWorker.register = () => Promise.reject(new Error('Not installed on this device.'));
};

/** What devices share, each in a context of its own: a process for each device takes most of a journey's time. */
let shared: Promise<Browser> | undefined;

const sharedBrowser = async (): Promise<Browser> => {
  shared ??= chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  const browser = await shared;
  if (browser.isConnected()) return browser;
  shared = undefined;
  return sharedBrowser();
};

/** One person's browser with its own storage, which ends with it unless the device keeps its profile. */
export class Device {
  readonly name: string;
  /** What pages wrote to the console as errors, and exceptions nobody caught. */
  readonly errors: string[] = [];
  readonly #options: DeviceOptions;
  #context: BrowserContext | undefined;
  #profile: string | undefined;
  #opened = false;

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
    const { viewport, locale, colorScheme, reducedMotion, flags, keepsProfile, installed } = this.#options;
    const look = {
      viewport: viewport ?? WIDE,
      locale: locale ?? 'en-GB',
      timezoneId: 'Europe/London',
      colorScheme: colorScheme ?? 'light',
      reducedMotion: reducedMotion ?? 'reduce',
    } as const;
    if (keepsProfile === true || flags !== undefined) {
      this.#profile ??= mkdtempSync(join(tmpdir(), 'skerry-device-'));
      const args = [...FLAGS, ...(flags ?? [])];
      this.#context = await chromium.launchPersistentContext(this.#profile, {
        executablePath: EXECUTABLE,
        args,
        ...look,
      });
    } else {
      if (this.#opened) throw new Error(`The device ${this.name} keeps no profile: what it held is gone.`);
      this.#context = await (await sharedBrowser()).newContext(look);
      if (installed !== true) await this.#context.addInitScript(refuseServiceWorkers);
      await this.#context.newPage();
    }
    this.#opened = true;
    this.#context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    this.#context.on('weberror', (error) => this.errors.push(String(error.error().stack)));
    if (this.#options.url) await this.page.goto(this.#options.url);
  }

  /** Closes its browser; `open` brings back a profile that is kept. */
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
    if (this.#profile !== undefined) rmSync(this.#profile, { recursive: true, force: true });
  }
}

/**
 * Opens a device for the running test: closed and deleted after it, with a picture when it failed. Call inside a test.
 */
export const openDevice = async (name: string, options: DeviceOptions = {}): Promise<Device> => {
  const test = TestRunner.getCurrentTest();
  const turn = test === undefined ? 0 : (devicesOf.get(test) ?? 0);
  if (test !== undefined) devicesOf.set(test, turn + 1);
  const viewport = options.viewport ?? TURNS[turn % TURNS.length];
  const device = new Device(name, { ...options, ...(viewport === undefined ? {} : { viewport }) });
  // One hook for both: vitest's failure hooks run after the finishing ones, when the browser would be closed.
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
