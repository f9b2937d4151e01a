import { expect, it } from 'vitest';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { findBarriers } from '../support/axe.ts';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import type { TestServer } from '../support/server-process.ts';
import { correspondentOf } from './correspondent.ts';
import { newPerson, Person, SERVER_ENV } from './person.ts';

const WIDE = { width: 1440, height: 900 };
const SIZES = [{ width: 360, height: 780 }, WIDE];
const THEMES = ['light', 'dark'] as const;

interface World {
  readonly group: ConversationId;
  readonly direct: ConversationId;
  /** With somebody who is not answered yet. */
  readonly stranger: ConversationId;
  /** A group that the person owns. */
  readonly own: ConversationId;
}

/** A screen: where it is, what is done there first, and what is seen once it stands. Add yours here. */
interface Screen {
  readonly name: string;
  readonly path: string | ((world: World) => string);
  readonly act?: (person: Person) => Promise<void>;
  readonly sees: string | RegExp;
}

const press =
  (role: 'button' | 'menuitem', ...names: readonly string[]) =>
  async ({ page }: Person): Promise<void> => {
    for (const name of names)
      await page.getByRole(role, { name, exact: true }).filter({ visible: true }).first().click();
  };
const OTHERS = 'under full sail';
const OWN = 'an own message';
const menuOf = async (person: Person, text = OTHERS): Promise<void> => {
  const row = person.message(text).first();
  await row.hover();
  await row.getByRole('button', { name: 'Message actions' }).click();
};
const choose =
  (item: string, text = OTHERS) =>
  async (person: Person): Promise<void> => {
    await menuOf(person, text);
    await person.pick(item);
  };
const attach =
  (item: string) =>
  async (person: Person): Promise<void> => {
    await press('button', 'Attach')(person);
    await press('menuitem', item)(person);
  };
const inOwn = ({ own }: World): string => `/c/${own}`;
const inDetails = (row: string) => (person: Person) => person.openGroup(row);
const inRequest = ({ stranger }: World): string => `/c/${stranger}`;
const inGroup = ({ group }: World): string => `/c/${group}`;

const SIGNED_OUT: readonly Screen[] = [
  { name: 'sign in', path: '/sign-in', sees: 'Chat that works offline, on your own server.' },
  {
    name: 'a failed sign-in',
    path: '/sign-in',
    act: (person) => person.fillSignIn(),
    sees: /Incorrect email or password/,
  },
  { name: 'sign up', path: '/sign-up', sees: 'Create your account' },
  { name: 'a link to a group that is gone', path: '/join#gone', sees: 'This link has expired' },
  {
    name: 'a weak password',
    path: '/sign-up',
    act: ({ page }) => page.getByLabel('Password', { exact: true }).fill('password1'),
    sees: /^Too easy to guess/,
  },
  { name: 'a lost password', path: '/forgot', sees: /This server doesn’t send email/ },
  { name: 'an invitation that is over', path: '/join-server#gone', sees: 'This invitation has expired' },
  { name: 'a link for a new password that is over', path: '/reset#gone', sees: /Your password wasn’t changed/ },
  { name: 'a link for an address that is over', path: '/verify#gone', sees: /Sign in to get a new link/ },
  { name: 'a broken set-up link', path: '/setup', sees: /This link is incomplete/ },
];

const SIGNED_IN: readonly Screen[] = [
  { name: 'the list', path: '/', sees: 'Boat club' },
  {
    name: 'the menu of a row',
    path: '/',
    act: ({ page }) => page.getByRole('link').filter({ hasText: 'Boat club' }).first().click({ button: 'right' }),
    sees: 'Mentions only',
  },
  { name: 'the archive', path: '/archived', sees: 'Kitchen' },
  { name: 'the profile', path: '/settings/profile', sees: 'Until' },
  {
    name: 'a new password',
    path: '/settings/security',
    act: async ({ page }) => {
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByLabel('New password').fill('low tide');
    },
    sees: /^Weak\. Add another word/,
  },
  {
    name: 'an invitation just made',
    path: '/administration',
    act: press('button', 'Create invitation'),
    sees: /be able to see this link again/,
  },
  {
    name: 'a link for a new password',
    path: '/administration',
    act: async ({ page }) => {
      await page
        .getByRole('region', { name: 'People' })
        .getByRole('button', { name: /^Options for carol/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Create reset link' }).click();
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('low tide at noon');
      await page.getByRole('dialog').getByRole('button', { name: 'Create reset link' }).click();
    },
    sees: /in person\. Earlier links/,
  },
  {
    name: 'what an administrator can do with a person',
    path: '/administration',
    act: async ({ page }) => {
      await page
        .getByRole('region', { name: 'People' })
        .getByRole('button', { name: /^Options for carol/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Delete account' }).click();
    },
    sees: 'Delete their messages too',
  },
  {
    name: 'a new access token',
    path: '/settings/security',
    act: press('button', 'Create access token'),
    sees: /^What it’s for/,
  },
  { name: 'a new conversation', path: '/new', sees: 'Notes to self' },
  {
    name: 'people found',
    path: '/new',
    act: ({ page }) => page.getByLabel('Name or email').fill('car'),
    sees: /^carol/,
  },
  { name: 'a new group', path: '/new/group', sees: 'Group name' },
  {
    name: 'somebody in a new group',
    path: '/new/group',
    act: async ({ page }) => {
      await page.getByLabel('Name or email').fill('car');
      await page.getByRole('button', { name: 'Add carol' }).first().click();
    },
    sees: 'carol',
  },
  { name: 'a direct conversation', path: ({ direct }) => `/c/${direct}`, sees: 'see you at the pier' },
  { name: 'a group', path: inGroup, sees: 'under full sail' },
  { name: 'the details of a group', path: inGroup, act: press('button', 'Group details'), sees: 'Leave group' },
  { name: 'what was shared', path: inGroup, act: inDetails('Photos, files and links'), sees: 'example.org' },
  {
    name: 'rights one may not change',
    path: inGroup,
    act: inDetails('Permissions'),
    sees: 'Only the owner and admins can change this.',
  },
  { name: 'the details of an own group', path: inOwn, act: (person) => person.openGroup(), sees: 'Delete group' },
  {
    name: 'the menu of a member',
    path: inOwn,
    act: async (person) => {
      await person.openGroup();
      await person.member('carol').getByRole('button').click();
    },
    sees: 'Make admin',
  },
  {
    name: 'a new name for a group',
    path: inOwn,
    act: async (person) => {
      await person.openGroup('Change name');
    },
    sees: 'Group name',
  },
  { name: 'adding people', path: inOwn, act: inDetails('Add people'), sees: /New members can/ },
  { name: 'rights', path: inOwn, act: inDetails('Permissions'), sees: 'Send messages' },
  {
    name: 'what newcomers see',
    path: inOwn,
    act: inDetails('History for new members'),
    sees: 'Messages after they join',
  },
  { name: 'a new owner', path: inOwn, act: inDetails('Choose new owner'), sees: 'carol' },
  {
    name: 'a new link',
    path: inOwn,
    act: async (person) => {
      await person.openGroup('Invite by link');
      await press('button', 'Create link')(person);
    },
    sees: 'Link created',
  },
  { name: 'what waits to be sent', path: '/outbox', sees: 'Nothing is waiting' },
  { name: 'a link that is gone', path: '/join#gone', sees: 'This link has expired' },
  { name: 'the menu of a message', path: inGroup, act: (person) => menuOf(person), sees: 'Copy text' },
  {
    name: 'all emoji',
    path: inGroup,
    act: async (person) => {
      // Where the field needs the room, it is in the menu beside it.
      const isNarrow = (person.page.viewportSize()?.width ?? 0) < 400;
      await (isNarrow ? attach('Emoji') : press('button', 'Emoji'))(person);
    },
    sees: /Smileys/,
  },
  { name: 'who reacted', path: inGroup, act: choose('Reactions'), sees: /👍 1/ },
  { name: 'an edit', path: inGroup, act: choose('Edit', OWN), sees: 'Edit message' },
  {
    name: 'people to mention',
    path: inGroup,
    act: (person) => person.field().pressSequentially('@'),
    sees: /^carol/,
  },
  {
    name: 'versions of a message',
    path: inGroup,
    act: (person) =>
      person
        .message(OWN)
        .getByRole('button', { name: /edited/i })
        .first()
        .click(),
    sees: 'an own message, better',
  },
  { name: 'the details of a message', path: inGroup, act: choose('Info'), sees: /Written|Sent|Delivered/ },
  { name: 'forwarding', path: inGroup, act: choose('Forward'), sees: 'Forward a message' },
  { name: 'a reply', path: inGroup, act: choose('Reply'), sees: /^Reply to/ },
  { name: 'a thread', path: inGroup, act: choose('Open thread', OWN), sees: 'Thread' },
  { name: 'selecting', path: inGroup, act: choose('Select'), sees: /1 selected/ },
  { name: 'a poll to be', path: inGroup, act: attach('Poll'), sees: 'Send poll' },
  { name: 'a location to be', path: inGroup, act: attach('Location'), sees: 'Send location' },
  { name: 'a contact to be', path: inGroup, act: attach('Contact'), sees: 'Enter a name or a whole email address.' },
  { name: 'requests', path: '/requests', sees: 'do we know each other?' },
  { name: 'a request', path: inRequest, sees: /wants to message you/ },
  { name: 'a report', path: inRequest, act: press('button', 'Report'), sees: 'What’s wrong?' },
  { name: 'the question before a block', path: inRequest, act: press('button', 'Block'), sees: /They won’t be told/ },
  { name: 'a search to be', path: '/search', sees: /in quotation marks/ },
  {
    name: 'a search',
    path: '/search#q=e',
    act: ({ page }) => page.getByText('Filters').click(),
    sees: /messages? found/,
  },
  { name: 'starred messages', path: '/starred', sees: 'Starred messages' },
  { name: 'what was not sent', path: '/not-sent', sees: 'Not sent' },
  { name: 'what uses how much', path: '/settings/storage', sees: 'Keep on this device' },
  { name: 'what another app shared', path: '/share', sees: 'Nothing to share' },
  { name: 'settings', path: '/settings', sees: 'Do not disturb' },
  { name: 'the switcher', path: '/', act: ({ page }) => page.keyboard.press('Control+k'), sees: 'Go to' },
  { name: 'the shortcuts', path: '/settings', act: press('button', 'Keyboard shortcuts'), sees: 'Writing' },
  { name: 'nowhere', path: '/c/x', sees: 'Page not found' },
];

/** Without loading the page again. */
const goTo = (person: Person, path: string): Promise<void> =>
  person.page.evaluate((to) => {
    history.pushState({ depth: 1 }, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);

const closeAll = async ({ page }: Person): Promise<void> => {
  for (let left = 5; left > 0 && (await page.locator('dialog[open], :popover-open').count()) > 0; left--)
    await page.keyboard.press('Escape');
};

const open = async (person: Person, screen: Screen, world: World): Promise<void> => {
  const { path, act, sees } = screen;
  await goTo(person, typeof path === 'string' ? path : path(world));
  await act?.(person);
  await person.seesText(sees);
  await person.page.mouse.move(0, 0);
};

/** One line for each barrier, and for each screen that does not open. */
const barriersOf = async (person: Person, screens: readonly Screen[], world: World): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const size of SIZES) {
    await person.page.setViewportSize(size);
    for (const screen of screens) {
      const where = `${screen.name}, ${size.width} px`;
      try {
        await open(person, screen, world);
        for (const colorScheme of THEMES) {
          await person.page.emulateMedia({ colorScheme });
          for (const barrier of await findBarriers(person.page)) found.push(`${where}, ${colorScheme}: ${barrier}`);
        }
      } catch (error) {
        await person.device.screenshot(where);
        found.push(`${where}: ${String(error)}`);
      }
      await closeAll(person);
      await goTo(person, '/');
    }
  }
  return found;
};

/** Somebody with an account, by the set-up link. */
const makeAdministrator = async (server: TestServer, { name, email, password }: Person): Promise<void> => {
  const token = new URL(server.setupLink).searchParams.get('token');
  const answer = await fetch(`${server.url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name, email, password }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};

it('A11Y-1 no screen before signing in has a barrier that axe-core can tell', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const device = await openDevice('Alice', { url: `${server.url}/sign-in` });
    const alice = new Person(device, server, 'Alice');
    await alice.page.getByLabel('Email').waitFor();
    const nothing = '' as ConversationId;
    expect(
      await barriersOf(alice, SIGNED_OUT, { group: nothing, direct: nothing, stranger: nothing, own: nothing }),
    ).toEqual([]);
  } finally {
    await server.dispose();
  }
});

it('A11Y-1 no screen has a barrier that axe-core can tell, in light and dark, narrow and wide', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: WIDE });
    await makeAdministrator(server, alice);
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat club');
    const direct = await carol.startDirect();
    const dave = await correspondentOf(server, alice);
    const stranger = await dave.startStranger();
    await dave.say(stranger, 'do we know each other?');
    const kitchen = await carol.startGroup('Kitchen');
    await carol.say(kitchen, 'who cooks?');
    await carol.say(direct, 'see you at the pier');
    await carol.say(group, 'under full sail, with **bold** words, `code` and https://example.org');
    await carol.say(group, '> a quote\n\n- a list\n- of two');
    await carol.say(group, '@Alice, come aboard', true);
    const options = ['the early one', 'the late one'];
    await carol.say(group, { kind: 'poll', text: 'which tide?', options, multiple: false, anonymous: false });
    await carol.say(group, { kind: 'location', latitude: 59.91, longitude: 10.75, text: 'the old pier' });
    alice.page.setDefaultTimeout(30_000);
    await alice.home();
    await alice.row('Kitchen').click({ button: 'right' });
    await press('menuitem', 'Archive')(alice);
    await goTo(alice, `/c/${direct}`);
    await choose('Pin', 'see you at the pier')(alice);
    await alice.open('Boat club');
    await alice.sees('under full sail');
    await alice.react(OTHERS, '👍');
    await choose('Reply')(alice);
    await alice.write(OWN);
    await alice.seesState(OWN, 'sent');
    await alice.edit(OWN, `${OWN}, better`);
    await alice.write('to be deleted');
    await alice.seesState('to be deleted', 'sent');
    await alice.remove('to be deleted');
    await choose('Star')(alice);
    await alice.createGroup('Crew', ['carol']);
    const own = new URL(alice.page.url()).pathname.slice('/c/'.length) as ConversationId;
    expect(await barriersOf(alice, SIGNED_IN, { group, direct, stranger, own })).toEqual([]);
    carol.stop();
    dave.stop();
  } finally {
    await server.dispose();
  }
}, 240_000);
