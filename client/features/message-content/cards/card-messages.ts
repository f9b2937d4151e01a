import { registerMessages } from '../../../i18n/register.ts';

export const MESSAGE_CONTENT_CARD_MESSAGES = registerMessages('message-content-cards', {
  'poll.single': 'Choose one',
  'poll.multiple': 'Choose one or more',
  'poll.anonymous': 'names hidden',
  'poll.option': '{option}: {percent} %, {count} of the votes',
  'poll.option.mine': '{option}: {percent} %, {count} of the votes, including yours',
  'poll.count': '{count} · {percent} %',
  'poll.voters': { one: '{count} person voted', other: '{count} people voted' },
  'poll.none': 'No votes yet',
  'poll.closed': 'Closed',
  'poll.names.show': 'Show voters',
  'poll.names.hide': 'Hide voters',
  'poll.remove-vote': 'Remove vote',
  'location.title': 'Location',
  'location.coordinates': '{latitude}, {longitude}',
  'location.north': '{degrees}° N',
  'location.south': '{degrees}° S',
  'location.east': '{degrees}° E',
  'location.west': '{degrees}° W',
  'location.open': 'Open in maps',
  'contact.you': 'This is you',
});
