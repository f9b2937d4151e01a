import { t } from '../i18n/t.ts';
import '../i18n/messages.ts';
import type { JSX } from 'solid-js';
import { Quiet } from '../design/page.tsx';
import { Scene } from '../design/scene.tsx';
import style from './app.module.css';

/** Plain http on another machine: no locks, no service worker, no durable storage. Better to say so than to work by halves. */
export const Unsupported = (): JSX.Element => (
  <main class={style.centre}>
    <Quiet picture={<Scene />} title={t('app.insecure.title')} words={t('app.insecure.words')} />
  </main>
);
