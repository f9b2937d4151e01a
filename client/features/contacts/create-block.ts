import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../timeline/messages.ts';
import type { Person } from '../../channel/person.ts';
import type { App } from '../app-context.ts';

/** A person as commands name them. */
export const named = ({ userId, number, name }: Person): Person => ({ userId, number, name });

/** Blocks or unblocks a person and says so, with a button to undo it. */
export const createBlock = (app: App): ((person: Person, on: boolean) => Promise<boolean>) => {
  const block = async (person: Person, on: boolean): Promise<boolean> => {
    const done = app.done(await app.channel.call('block', { person: named(person), on }));
    if (done) {
      const words = t(on ? 'contacts.blocked' : 'contacts.unblocked', { name: person.name });
      app.say(words, {
        label: t('message.undo'),
        act: () => void app.channel.call('block', { person: named(person), on: !on }).then(app.done),
      });
    }
    return done;
  };
  return block;
};
