import { t } from '../../i18n/t.ts';
import './messages.ts';

const SIGNS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' };

const nameOf = (key: string, apple: boolean): string => {
  switch (key) {
    case 'Mod':
      return apple ? '⌘' : t('key.ctrl');
    case 'Alt':
      return apple ? '⌥' : t('key.alt');
    case 'Shift':
      return t('key.shift');
    case 'Escape':
      return t('key.escape');
    case 'Enter':
      return t('key.enter');
    case 'Delete':
      return t('key.delete');
    case 'Home':
      return t('key.home');
    case 'End':
      return t('key.end');
    case 'PageUp':
      return t('key.page-up');
    case 'PageDown':
      return t('key.page-down');
    case 'ContextMenu':
      return t('key.menu');
    default:
      return SIGNS[key] ?? key;
  }
};

/** The labels of the keys of `Mod+Shift+U`, key by key. */
export const keyNames = (keys: string, apple: boolean): readonly string[] =>
  keys.split('+').map((key) => nameOf(key, apple));
