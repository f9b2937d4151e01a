import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation/messages.ts';
import './messages.ts';
import '../timeline/messages.ts';
import { createResource, For, type JSX, Show } from 'solid-js';
import type { StarredMessage } from '../../channel/commands.ts';
import { IconButton } from '../../design/button.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { isoOf, momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import { Link } from '../navigation/link.tsx';
import style from './starred-page.module.css';

const wordsOf = ({ text, unopened }: StarredMessage): string => {
  if (text !== undefined) return summaryWords(text);
  return unopened === undefined ? t('starred.away') : unopenedWords(unopened);
};

/** Messages the person has starred, in all conversations and on all their devices. */
export const StarredPage = (): JSX.Element => {
  const app = useApp();
  const [starred, { mutate, refetch }] = createResource(async () => {
    const result = await app.channel.call('starred', {});
    return app.done(result) ? result.value.messages : [];
  });
  const titleOf = (id: string, title: string): string =>
    app.conversations()?.find((row) => row.id === id)?.kind === 'notes' ? t('conversation.notes.title') : title;
  const setStar = async (message: StarredMessage, on: boolean): Promise<boolean> => {
    const { conversationId, chapter, messageId } = message;
    return app.done(await app.channel.call('star', { conversationId, chapter, messageId, on }));
  };
  const unstar = async (message: StarredMessage): Promise<void> => {
    if (!(await setStar(message, false))) return;
    mutate((all) => all?.filter((one) => one.messageId !== message.messageId));
    app.say(t('starred.removed'), {
      label: t('message.undo'),
      act: () => void setStar(message, true).then(() => refetch()),
    });
  };
  return (
    <Page title={t('starred.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <Show when={starred.latest}>
        {(all) => (
          <Show
            when={all().length > 0}
            fallback={<Quiet picture={<Scene />} title={t('starred.empty.title')} words={t('starred.empty.words')} />}
          >
            <ul class={style.starred}>
              <For each={all()}>
                {(message) => (
                  <li>
                    <Link
                      class={style.message}
                      router={app.router}
                      to={{
                        name: 'conversation',
                        id: message.conversationId,
                        message: { chapter: message.chapter, messageId: message.messageId },
                      }}
                    >
                      <span class={style.head}>
                        <b dir="auto">
                          {t('starred.in', {
                            author: message.own ? t('timeline.you') : message.author,
                            title: titleOf(message.conversationId, message.conversationTitle),
                          })}
                        </b>
                        <time dateTime={isoOf(message.at)}>{momentOf(message.at, app.now())}</time>
                      </span>
                      <span
                        class={`${style.text} clamped`}
                        dir="auto"
                        data-away={message.text === undefined ? '' : undefined}
                      >
                        {wordsOf(message)}
                      </span>
                    </Link>
                    <IconButton
                      icon="star-off"
                      label={t('starred.unstar', { text: wordsOf(message).slice(0, 60) })}
                      onClick={() => void unstar(message)}
                    />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </Page>
  );
};
