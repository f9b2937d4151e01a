import { t } from '../../i18n/t.ts';
import './messages.ts';
import { For, type JSX, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { createProjection } from '../topics/create-topic.ts';
import style from './blocked-people.module.css';
import { createBlock } from './create-block.ts';

/** People the reader blocks, each with a button to unblock them. */
export const BlockedPeople = (): JSX.Element => {
  const app = useApp();
  const block = createBlock(app);
  const blocked = createProjection(app.channel, 'blocked', 'userId');
  return (
    <div class={style.blocked}>
      <h3>{t('contacts.list.title')}</h3>
      <Show when={(blocked() ?? []).length > 0} fallback={<p>{t('contacts.list.none')}</p>}>
        <ul>
          <For each={blocked()}>
            {(person) => (
              <li>
                <Avatar size="small" name={person.name} seed={person.userId} picture={person.picture} />
                <b dir="auto">{person.name}</b>
                <Button
                  aria-label={t('contacts.unblock.label', { name: person.name })}
                  onClick={() => void block(person, false)}
                >
                  {t('contacts.unblock')}
                </Button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
};
