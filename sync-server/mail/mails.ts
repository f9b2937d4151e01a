import type { Language } from '../../shared/text/languages.ts';
import ar from './languages/ar.json' with { type: 'json' };
import de from './languages/de.json' with { type: 'json' };
import es from './languages/es.json' with { type: 'json' };
import fa from './languages/fa.json' with { type: 'json' };
import fr from './languages/fr.json' with { type: 'json' };
import he from './languages/he.json' with { type: 'json' };
import hi from './languages/hi.json' with { type: 'json' };
import it from './languages/it.json' with { type: 'json' };
import ja from './languages/ja.json' with { type: 'json' };
import pl from './languages/pl.json' with { type: 'json' };
import ptBr from './languages/pt-BR.json' with { type: 'json' };
import ru from './languages/ru.json' with { type: 'json' };
import tr from './languages/tr.json' with { type: 'json' };
import zhCn from './languages/zh-CN.json' with { type: 'json' };
import { MAIL_MESSAGES } from './messages.ts';

export interface Mail {
  readonly subject: string;
  /** Plain text: no pictures that tell when it was read, and links that show where they lead. */
  readonly text: string;
}

const MESSAGES: Readonly<Record<Language, Readonly<Record<keyof typeof MAIL_MESSAGES, string>>>> = {
  en: MAIL_MESSAGES,
  ar,
  de,
  es,
  fa,
  fr,
  he,
  hi,
  it,
  ja,
  pl,
  'pt-BR': ptBr,
  ru,
  tr,
  'zh-CN': zhCn,
};

/** @param url of a page of ours, the token behind its `#` */
const createMail =
  (kind: 'confirm' | 'reset' | 'existing') =>
  (language: Language, url: string): Mail => {
    const messages = MESSAGES[language];
    const paragraphs = [messages[`${kind}.words`], url, messages[`${kind}.otherwise`]];
    return { subject: messages[`${kind}.subject`], text: `${paragraphs.join('\n\n')}\n` };
  };

export const confirmMail = createMail('confirm');
export const resetMail = createMail('reset');
export const existingMail = createMail('existing');
