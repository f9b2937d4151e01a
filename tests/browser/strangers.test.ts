import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import { anotherDevice, newPerson, Person, SERVER_ENV } from './person.ts';

const SOON = { timeout: 20_000 };

const requests = (person: Person) => person.page.getByRole('link', { name: /^Requests \(/ });
const act = (person: Person, name: string) => person.page.getByRole('button', { name, exact: true });
const inRequests = async (person: Person, title: string): Promise<void> => {
  await requests(person).click(SOON);
  await person.row(title).click(SOON);
  await person.seesText(`${title} wants to message you`);
};

it('CON-20 CON-21 CON-22 strangers wait among the requests; one is accepted, one declined without a connection', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const [alice, bob, carol] = [
      await newPerson(server, 'Alice'),
      await newPerson(server, 'Bob', { installed: true }),
      await newPerson(server, 'Carol'),
    ];
    const phone = await anotherDevice(server, bob);
    for (const stranger of [alice, carol]) {
      await stranger.startStranger('Bob');
      await stranger.write(`${stranger.name} was here`);
      await stranger.seesState(`${stranger.name} was here`, 'sent');
      await stranger.seesText('Bob hasn’t accepted yet');
    }
    await bob.home();
    await requests(bob).filter({ hasText: 'Requests (2)' }).waitFor(SOON);
    // Nothing of it is counted, nor is it in the list.
    expect(await bob.page.title()).toBe('Skerry');
    expect(await bob.page.getByRole('navigation').getByText('Alice was here').count()).toBe(0);

    await inRequests(bob, 'Alice');
    await bob.sees('Alice was here');
    await bob.seesText('No groups in common');
    // Reading is not told: what comes back from here is told by the answer.
    await act(bob, 'Accept').click();
    await bob.field().waitFor(SOON);
    await bob.write('Welcome');
    await alice.sees('Welcome');
    await alice.seesState('Alice was here', 'read');
    await alice.page.getByText('Bob hasn’t accepted yet').waitFor({ state: 'detached', ...SOON });

    await bob.home();
    await inRequests(bob, 'Carol');
    await bob.goOffline();
    await act(bob, 'Decline').click();
    await bob.seesText(/declined\. They won’t be told/);
    await requests(bob).waitFor({ state: 'detached', ...SOON });
    await bob.goOnline();
    await requests(phone).waitFor({ state: 'detached', ...SOON });
    await carol.write('Hello?');
    await carol.seesState('Hello?', 'sent');
    await carol.seesText('Bob hasn’t accepted yet');
    // Looking for her brings up her words.
    await phone.page.goto(`${server.url}/new`);
    await phone.page.getByLabel('Name or email').fill('Carol');
    await phone.page.getByRole('button', { name: 'Message Carol' }).first().click(SOON);
    await phone.seesText('Carol wants to message you');
    await phone.sees('Hello?');
  } finally {
    await server.dispose();
  }
});

it('CON-12 CON-24 CON-25 CON-26 messages of a reported and blocked person are hidden, folded in a group, and the person notices nothing; unblocking shows all', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const admin = new Person(
      await openDevice('admin', { url: server.setupLink.replace('localhost', '127.0.0.1') }),
      server,
      'Admin',
    );
    await admin.page.getByLabel('Name', { exact: true }).fill('Admin');
    await admin.page.getByLabel('Email').fill(admin.email);
    await admin.page.getByLabel('Password', { exact: true }).fill(admin.password);
    await act(admin, 'Create account').click();
    await admin.seesList();
    const [alice, bob] = [await newPerson(server, 'Alice'), await newPerson(server, 'Bob', { installed: true })];
    await alice.startStranger('Bob');
    await alice.write('Buy my boat');
    await alice.seesState('Buy my boat', 'sent');
    await bob.home();
    await inRequests(bob, 'Alice');
    await bob.goOffline();
    await act(bob, 'Report').click();
    await bob.page.getByLabel('What’s wrong?').fill('An advertisement');
    await bob.page.getByRole('switch', { name: /Also block Alice/ }).click();
    await act(bob, 'Send report').click();
    await bob.seesText(/Report submitted/);
    await bob.home();
    await requests(bob).waitFor({ state: 'detached', ...SOON });
    await bob.goOnline();
    await expect
      .poll(
        async () => {
          await admin.page.goto(`${server.url}/administration`);
          const found = admin.page.getByText('An advertisement');
          await found.waitFor({ timeout: 10_000 }).catch(() => undefined);
          return found.count();
        },
        { timeout: 60_000 },
      )
      .toBe(1);
    await admin.seesText('Buy my boat');
    await admin.page.getByRole('button', { name: 'Mark the report from Bob as resolved' }).click();
    await admin.seesText(/Resolved by Admin/);

    await bob.createGroup('Harbour', ['Alice']);
    await alice.home();
    await alice.open('Harbour');
    await alice.write('Buy it, all of you');
    await alice.seesState('Buy it, all of you', 'sent');
    await bob.seesText('Message from a blocked person');
    expect(await bob.count('Buy it, all of you')).toBe(0);
    await alice.page.waitForFunction(() => navigator.onLine);
    await bob.write('Quiet here');
    await alice.sees('Quiet here');
    // What he writes he is seen to write; whether he is there, not.
    expect(
      await alice.page
        .locator('header')
        .filter({ hasText: 'Harbour' })
        .getByText(/online/i)
        .count(),
    ).toBe(0);
    await act(bob, 'Show').click();
    await bob.sees('Buy it, all of you');

    await bob.page.goto(`${server.url}/settings`);
    await bob.page.getByRole('button', { name: 'Unblock Alice' }).click(SOON);
    await bob.seesText('You haven’t blocked anyone');
    await bob.home();
    await inRequests(bob, 'Alice');
    await bob.sees('Buy my boat');
  } finally {
    await server.dispose();
  }
});

it('CON-14 CON-16 CON-28 a group to which a stranger adds a person waits among the requests; one is accepted, one declined without a connection', async () => {
  const server = await ServerHere.start({ env: { ...SERVER_ENV, SKERRY_GROUP_REQUESTS: 'on' } });
  try {
    const [alice, bob] = [await newPerson(server, 'Alice'), await newPerson(server, 'Bob', { installed: true })];
    const phone = await anotherDevice(server, bob);
    await alice.createGroup('Harbour', ['Bob']);
    await alice.write('Come and row');
    await alice.seesState('Come and row', 'sent');
    await alice.createGroup('Boats for sale', ['Bob']);
    await bob.home();
    await requests(bob).filter({ hasText: 'Requests (2)' }).waitFor(SOON);
    expect(await bob.page.title()).toBe('Skerry');
    await requests(bob).click(SOON);
    await bob.row('Harbour').click(SOON);
    await bob.seesText('Alice added you to this group');
    await bob.sees('Come and row');
    await bob.seesText('2 members');
    await act(bob, 'Accept').click();
    await bob.field().waitFor(SOON);
    await bob.write('With pleasure');
    await alice.home();
    await alice.open('Harbour');
    await alice.sees('With pleasure');
    await alice.seesState('Come and row', 'read');

    await bob.home();
    await requests(bob).click(SOON);
    await bob.row('Boats for sale').click(SOON);
    await bob.seesText('Alice added you to this group');
    await bob.goOffline();
    await act(bob, 'Decline').click();
    await bob.seesText('You declined and left the group.');
    await requests(bob).waitFor({ state: 'detached', ...SOON });
    expect(await bob.row('Boats for sale').count()).toBe(0);
    await bob.goOnline();
    await phone.home();
    await phone.row('Harbour').waitFor(SOON);
    await requests(phone).waitFor({ state: 'detached', ...SOON });
    expect(await phone.row('Boats for sale').count()).toBe(0);
    // No line tells of it in the group, and Alice is alone there.
    await alice.home();
    await alice.open('Boats for sale');
    await alice.page.getByText('1 member', { exact: false }).first().waitFor(SOON);
    expect(await alice.page.getByText(/Bob left/).count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
