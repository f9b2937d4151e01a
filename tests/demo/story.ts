/** What the people of the demo have written: a household, a club and a small company. */

export const PASSWORD = 'low tide at noon';

export const PEOPLE = {
  mara: 'Mara Lindqvist',
  jonas: 'Jonas Lindqvist',
  lea: 'Lea',
  ruth: 'Grandma Ruth',
  tomas: 'Tomás Rivera',
  aiko: 'Aiko Tanaka',
  sam: 'Sam Okafor',
  nadia: 'Nadia Haddad',
  piet: 'Piet de Vries',
} as const;
export type Name = keyof typeof PEOPLE;

/** Who the demo shows: signed in with one click. */
export const SHOWN: readonly Name[] = ['mara', 'jonas', 'aiko'];

export interface Line {
  /** Days before now, and the time of that day. */
  readonly at: readonly [days: number, time: string];
  readonly by: Name;
  readonly text?: string;
  readonly poll?: {
    readonly text: string;
    readonly options: readonly string[];
    readonly votes: Readonly<Partial<Record<Name, number>>>;
  };
  readonly place?: { readonly latitude: number; readonly longitude: number; readonly text: string };
  /** Answers the line of the conversation with this name. */
  readonly name?: string;
  readonly answers?: string;
  readonly mentions?: readonly Name[];
  readonly reactions?: Readonly<Partial<Record<Name, string>>>;
  /** What it says since an edit. */
  readonly edited?: string;
}

export interface Conversation {
  /** Of a group; absent: a direct conversation of the first two. */
  readonly title?: string;
  readonly people: readonly Name[];
  readonly lines: readonly Line[];
  /** Who has read all of it; the others have received it. */
  readonly readers: readonly Name[];
}

export const CONVERSATIONS: readonly Conversation[] = [
  {
    title: 'Home',
    people: ['mara', 'jonas', 'lea', 'ruth'],
    readers: ['jonas', 'mara'],
    lines: [
      {
        at: [9, '08:12'],
        by: 'jonas',
        text: 'The plumber comes on **Thursday** between 9 and 11. Somebody has to be here.',
      },
      { at: [9, '08:15'], by: 'mara', text: 'I can work from home that morning.' },
      { at: [9, '08:15'], by: 'mara', text: 'But he has to be gone by noon.', reactions: { jonas: '🙏' } },
      { at: [6, '17:40'], by: 'lea', text: 'can I go to Finn’s after school tomorrow', name: 'finn' },
      {
        at: [6, '17:52'],
        by: 'mara',
        text: 'Yes, until seven. Take the bus home, please.',
        answers: 'finn',
        reactions: { lea: '❤️' },
      },
      {
        at: [3, '19:02'],
        by: 'ruth',
        text: 'I made too much plum cake again. Who wants some?',
        reactions: { lea: '🙋', jonas: '😋', mara: '😋' },
      },
      { at: [3, '19:05'], by: 'lea', text: 'ME' },
      {
        at: [2, '12:30'],
        by: 'jonas',
        poll: {
          text: 'Dinner on Sunday?',
          options: ['Lasagne', 'Fish on the grill', 'Grandma’s soup'],
          votes: { mara: 1, lea: 0, ruth: 1, jonas: 1 },
        },
      },
      {
        at: [1, '07:31'],
        by: 'mara',
        text: 'Shopping for the weekend:\n- oat milk\n- lemons\n- something green\n- batteries (the small ones)',
      },
      {
        at: [1, '16:20'],
        by: 'jonas',
        text: 'Got everything but the batteries.',
        edited: 'Got everything, batteries too.',
      },
      { at: [0, '08:05'], by: 'ruth', text: 'The ferry is late, I will be there at ten.' },
      { at: [0, '08:06'], by: 'lea', text: 'I’ll pick you up' },
    ],
  },
  {
    title: 'Rowing club',
    people: ['mara', 'tomas', 'sam', 'nadia', 'piet', 'jonas'],
    readers: ['tomas', 'sam', 'nadia', 'piet', 'jonas'],
    lines: [
      {
        at: [12, '20:10'],
        by: 'tomas',
        text: 'New blades are here. They are **beautiful**. Please do not lean them against the door.',
      },
      { at: [12, '20:14'], by: 'piet', text: 'That was one time.', reactions: { sam: '😄', nadia: '😄', mara: '😄' } },
      {
        at: [8, '18:00'],
        by: 'nadia',
        text: 'Wind on Saturday: 5 from the west, gusts of 7 after noon. I’d go out at six or not at all.',
        name: 'wind',
      },
      {
        at: [8, '18:03'],
        by: 'sam',
        text: 'Six it is.',
        answers: 'wind',
        reactions: { tomas: '👍', mara: '👍', piet: '👍' },
      },
      { at: [8, '18:20'], by: 'mara', text: 'I bring coffee, @Piet de Vries brings the bakery.', mentions: ['piet'] },
      {
        at: [7, '05:58'],
        by: 'sam',
        place: { latitude: 59.3251, longitude: 18.0933, text: 'South jetty, the green door' },
      },
      {
        at: [7, '09:45'],
        by: 'piet',
        text: 'Best outing of the year. Even with the swan.',
        reactions: { mara: '🦢', nadia: '🦢', sam: '🦢', tomas: '🦢' },
      },
      { at: [2, '21:15'], by: 'tomas', text: 'The lights on the trailer are broken again. Who has a multimeter?' },
      { at: [2, '21:31'], by: 'mara', text: 'I do. I’ll look at it on Thursday.' },
      {
        at: [0, '07:12'],
        by: 'nadia',
        text: 'Fog until nine, then sun. Who is in?',
        reactions: { sam: '🙋', tomas: '🙋' },
      },
      { at: [0, '07:20'], by: 'tomas', text: 'In. @Mara Lindqvist, you too?', mentions: ['mara'] },
    ],
  },
  {
    title: 'Harbour Bakery',
    people: ['aiko', 'mara', 'piet', 'sam'],
    readers: ['aiko', 'piet', 'sam', 'mara'],
    lines: [
      {
        at: [5, '05:02'],
        by: 'aiko',
        text: 'Oven 2 does not hold 240 °C. I moved the rye to oven 1, so croissants are 20 minutes later today.',
      },
      { at: [5, '05:04'], by: 'sam', text: 'OK, I tell the café.' },
      { at: [5, '11:30'], by: 'piet', text: 'Technician comes tomorrow at 13:00. Order 4471.' },
      {
        at: [1, '14:02'],
        by: 'aiko',
        text: 'Orders for Saturday:\n1. 40 sourdough\n2. 25 rye\n3. 120 rolls\n4. 2 birthday cakes, see the card',
      },
      {
        at: [1, '14:10'],
        by: 'mara',
        text: 'Invoices for November are done. Two customers have not paid; I wrote to both.',
      },
      { at: [1, '14:11'], by: 'aiko', text: 'Thank you!', reactions: { mara: '🥐' } },
      { at: [0, '04:58'], by: 'sam', text: '```sh\nscale: calibrated 04:55, 500 g = 499.8 g\n```' },
    ],
  },
  {
    people: ['mara', 'jonas'],
    readers: ['mara', 'jonas'],
    lines: [
      { at: [1, '22:01'], by: 'jonas', text: 'Did you lock the shed?' },
      { at: [1, '22:02'], by: 'mara', text: 'Yes. And fed the neighbour’s cat.' },
      { at: [1, '22:02'], by: 'jonas', text: '❤️' },
    ],
  },
  {
    people: ['aiko', 'mara'],
    readers: ['aiko', 'mara'],
    lines: [
      { at: [4, '15:20'], by: 'aiko', text: 'Can you look at the new price list before I print it?' },
      { at: [4, '15:41'], by: 'mara', text: 'Looks good. I’d round the rye up to 5.' },
      { at: [0, '06:40'], by: 'aiko', text: 'Printed. Fresh rolls are on your doorstep.' },
    ],
  },
  {
    people: ['mara', 'ruth'],
    readers: ['mara', 'ruth'],
    lines: [
      { at: [20, '10:00'], by: 'ruth', text: 'How do I make the letters bigger on this?' },
      { at: [20, '10:05'], by: 'mara', text: 'I’ll show you on Sunday. It takes a minute.' },
    ],
  },
];
