import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { For, type JSX } from 'solid-js';
import { Dialog } from '../../design/dialog.tsx';
import { keyNames } from './key-names.ts';
import { isApple } from './matches-keys.ts';
import style from './shortcut-sheet.module.css';
import { SHORTCUT_GROUPS, SHORTCUTS } from './shortcuts.ts';

/** All shortcuts, made from the one table of them. */
export const ShortcutSheet = (props: { readonly onClose: () => void }): JSX.Element => (
  <Dialog title={t('shortcut.title')} closeLabel={t('app.close')} size="wide" onClose={props.onClose}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
    <section class={style.groups} tabIndex={0} aria-label={t('shortcut.title')}>
      <For each={SHORTCUT_GROUPS}>
        {(group) => (
          <section class={style.group}>
            <h3>{t(`shortcut.group.${group}`)}</h3>
            <dl>
              <For each={SHORTCUTS.filter((shortcut) => shortcut.group === group)}>
                {(shortcut) => (
                  <div class={style.line}>
                    <dt>{t(shortcut.words)}</dt>
                    <dd>
                      <For each={shortcut.keys}>
                        {(keys) => (
                          <span class={style.keys}>
                            <For each={keyNames(keys, isApple())}>{(key) => <kbd>{key}</kbd>}</For>
                          </span>
                        )}
                      </For>
                    </dd>
                  </div>
                )}
              </For>
            </dl>
          </section>
        )}
      </For>
    </section>
  </Dialog>
);
