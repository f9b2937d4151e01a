import { expect } from 'vitest';
import type { Person } from '../browser/person.ts';

export interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export const given = (name: string, mimeType: string, bytes: Uint8Array): Given => ({
  name,
  mimeType,
  buffer: Buffer.from(bytes),
});

export const attach = async (
  { page }: Person,
  item: 'Photo or video' | 'File',
  files: readonly Given[],
): Promise<void> => {
  await page.getByRole('button', { name: 'Attach', exact: true }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: item }).click(),
  ]);
  await chooser.setFiles([...files]);
};

export const tray = ({ page }: Person) => page.getByRole('region', { name: 'Attached files' });

export const tiles = (person: Person) => tray(person).locator('button[data-item]');

export const isReady = async (person: Person, count: number): Promise<void> => {
  await expect.poll(() => tiles(person).count()).toBe(count);
  await expect.poll(() => tray(person).locator('progress').count()).toBe(0);
};

export const send = ({ page }: Person): Promise<void> =>
  page.getByRole('button', { name: 'Send', exact: true }).click();
