import { spokenLanguage, t } from '../../../i18n/t.ts';
import './attach-messages.ts';
import { formatBytes } from '../../../i18n/format-bytes.ts';
import type { Tray } from './create-tray.ts';
import type { TrayItem } from './tray-items.ts';

export interface TrayNote {
  readonly tone: 'plain' | 'red';
  readonly words: string;
}

const bytes = (size: number): string => formatBytes(size, spokenLanguage());

const notesOf = (tray: Tray, item: TrayItem): readonly TrayNote[] => {
  const { made } = item;
  if (made === undefined) return [];
  const { name, size } = made.file;
  const values = { name, size: bytes(size) };
  const verdict = tray.verdict(item);
  const notices = made.notices.map(
    (notice): TrayNote => ({ tone: 'plain', words: t(`attach.notice.${notice}`, values) }),
  );
  switch (verdict.kind) {
    case 'fits':
      return notices;
    case 'large':
      return made.notices.includes('large-video')
        ? notices
        : [...notices, { tone: 'plain', words: t('attach.large', { ...values, limit: bytes(verdict.limit) }) }];
    case 'too-large': {
      const key = made.original === undefined ? 'attach.too-large' : 'attach.too-large.quality';
      return [{ tone: 'red', words: t(key, { ...values, limit: bytes(verdict.limit) }) }];
    }
  }
};

/** What people should know of the files in the tray before they send them. */
export const trayNotes = (tray: Tray): readonly TrayNote[] => tray.items().flatMap((item) => notesOf(tray, item));
