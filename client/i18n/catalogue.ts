import type { ADMINISTRATION_ACTS_MESSAGES } from '../features/administration/acts-messages.ts';
import type { ADMINISTRATION_MESSAGES } from '../features/administration/messages.ts';
import type { ADMINISTRATION_PUSH_MESSAGES } from '../features/administration/push-messages.ts';
import type { ADMINISTRATION_REPORTS_MESSAGES } from '../features/administration/reports-messages.ts';
import type { AWAY_MESSAGES } from '../features/away/messages.ts';
import type { COMPOSER_ATTACH_MESSAGES } from '../features/composer/attach/attach-messages.ts';
import type { COMPOSER_DIALOG_MESSAGES } from '../features/composer/dialogs/dialog-messages.ts';
import type { LINK_MESSAGES } from '../features/composer/link/link-messages.ts';
import type { COMPOSER_MESSAGES } from '../features/composer/messages.ts';
import type { COMPOSER_VOICE_MESSAGES } from '../features/composer/voice/voice-messages.ts';
import type { CONNECTION_MESSAGES } from '../features/connection/messages.ts';
import type { CONTACTS_MESSAGES } from '../features/contacts/messages.ts';
import type { CONVERSATION_CLOSED_MESSAGES } from '../features/conversation/closed/closed-messages.ts';
import type { CONVERSATION_MESSAGES } from '../features/conversation/messages.ts';
import type { CONVERSATION_LIST_MENU_MESSAGES } from '../features/conversation-list/menu-messages.ts';
import type { CONVERSATION_LIST_MESSAGES } from '../features/conversation-list/messages.ts';
import type { DEVICES_ACCOUNT_MESSAGES } from '../features/devices/account-messages.ts';
import type { DEVICES_ENDED_MESSAGES } from '../features/devices/ended-messages.ts';
import type { DEVICES_MESSAGES } from '../features/devices/messages.ts';
import type { EMOJI_MESSAGES } from '../features/emoji/messages.ts';
import type { ENTRY_MESSAGES } from '../features/entry/messages.ts';
import type { FORWARD_MESSAGES } from '../features/forward/messages.ts';
import type { GROUP_MESSAGES } from '../features/group/messages.ts';
import type { GROUP_SHARED_MESSAGES } from '../features/group/shared/shared-messages.ts';
import type { JOIN_MESSAGES } from '../features/join/messages.ts';
import type { MADE_LINK_MESSAGES } from '../features/made-link/messages.ts';
import type { MESSAGE_CONTENT_CARD_MESSAGES } from '../features/message-content/cards/card-messages.ts';
import type { FILES_SHOWN_MESSAGES } from '../features/message-content/files/messages.ts';
import type { MESSAGE_CONTENT_MESSAGES } from '../features/message-content/messages.ts';
import type { WEBHOOK_MESSAGES } from '../features/message-content/webhook-messages.ts';
import type { MESSAGE_DETAILS_MESSAGES } from '../features/message-details/messages.ts';
import type { NOT_SENT_MESSAGES } from '../features/not-sent/messages.ts';
import type { NOTIFICATIONS_MESSAGES } from '../features/notifications/messages.ts';
import type { NOTIFICATIONS_PUSH_MESSAGES } from '../features/notifications/push-messages.ts';
import type { OUTBOX_MESSAGES } from '../features/outbox/messages.ts';
import type { OWN_DATA_MESSAGES } from '../features/own-data/messages.ts';
import type { PASSWORD_MESSAGES } from '../features/password/messages.ts';
import type { PEOPLE_PICKER_MESSAGES } from '../features/people-picker/messages.ts';
import type { PROFILE_MESSAGES } from '../features/profile/messages.ts';
import type { PROGRAMS_MESSAGES } from '../features/programs/messages.ts';
import type { SEARCH_MESSAGES } from '../features/search/messages.ts';
import type { SECURITY_MESSAGES } from '../features/security/messages.ts';
import type { SETTINGS_APPEARANCE_MESSAGES } from '../features/settings/appearance-messages.ts';
import type { SETTINGS_MESSAGES } from '../features/settings/messages.ts';
import type { SETTINGS_PUSH_MESSAGES } from '../features/settings/push-messages.ts';
import type { SHARE_MESSAGES } from '../features/share/messages.ts';
import type { SHORTCUTS_MESSAGES } from '../features/shortcuts/messages.ts';
import type { SIGN_IN_MESSAGES } from '../features/sign-in/messages.ts';
import type { SPACE_MESSAGES } from '../features/space/messages.ts';
import type { STARRED_MESSAGES } from '../features/starred/messages.ts';
import type { STARTING_MESSAGES } from '../features/starting/messages.ts';
import type { SWITCHER_MESSAGES } from '../features/switcher/messages.ts';
import type { THREAD_MESSAGES } from '../features/thread/messages.ts';
import type { MESSAGE_MENU_MESSAGES } from '../features/timeline/menu/menu-messages.ts';
import type { TIMELINE_MESSAGES } from '../features/timeline/messages.ts';
import type { JUMP_MESSAGES } from '../features/timeline/scroll/jump-messages.ts';
import type { I18N_MESSAGES } from './messages.ts';

/** Every message of the app, by key. Types only: each catalogue loads with its feature. */
export type Catalogue = typeof ADMINISTRATION_MESSAGES &
  typeof ADMINISTRATION_ACTS_MESSAGES &
  typeof ADMINISTRATION_PUSH_MESSAGES &
  typeof ADMINISTRATION_REPORTS_MESSAGES &
  typeof AWAY_MESSAGES &
  typeof COMPOSER_ATTACH_MESSAGES &
  typeof COMPOSER_DIALOG_MESSAGES &
  typeof COMPOSER_MESSAGES &
  typeof COMPOSER_VOICE_MESSAGES &
  typeof CONNECTION_MESSAGES &
  typeof CONTACTS_MESSAGES &
  typeof CONVERSATION_LIST_MENU_MESSAGES &
  typeof CONVERSATION_LIST_MESSAGES &
  typeof CONVERSATION_CLOSED_MESSAGES &
  typeof CONVERSATION_MESSAGES &
  typeof DEVICES_ACCOUNT_MESSAGES &
  typeof DEVICES_ENDED_MESSAGES &
  typeof DEVICES_MESSAGES &
  typeof EMOJI_MESSAGES &
  typeof ENTRY_MESSAGES &
  typeof FILES_SHOWN_MESSAGES &
  typeof FORWARD_MESSAGES &
  typeof GROUP_MESSAGES &
  typeof GROUP_SHARED_MESSAGES &
  typeof JOIN_MESSAGES &
  typeof MADE_LINK_MESSAGES &
  typeof LINK_MESSAGES &
  typeof MESSAGE_CONTENT_CARD_MESSAGES &
  typeof WEBHOOK_MESSAGES &
  typeof MESSAGE_CONTENT_MESSAGES &
  typeof MESSAGE_DETAILS_MESSAGES &
  typeof NOT_SENT_MESSAGES &
  typeof NOTIFICATIONS_MESSAGES &
  typeof NOTIFICATIONS_PUSH_MESSAGES &
  typeof OUTBOX_MESSAGES &
  typeof PROGRAMS_MESSAGES &
  typeof OWN_DATA_MESSAGES &
  typeof PASSWORD_MESSAGES &
  typeof PEOPLE_PICKER_MESSAGES &
  typeof PROFILE_MESSAGES &
  typeof SEARCH_MESSAGES &
  typeof SECURITY_MESSAGES &
  typeof SETTINGS_APPEARANCE_MESSAGES &
  typeof SETTINGS_MESSAGES &
  typeof SHARE_MESSAGES &
  typeof SETTINGS_PUSH_MESSAGES &
  typeof SHORTCUTS_MESSAGES &
  typeof SIGN_IN_MESSAGES &
  typeof SPACE_MESSAGES &
  typeof STARRED_MESSAGES &
  typeof STARTING_MESSAGES &
  typeof SWITCHER_MESSAGES &
  typeof THREAD_MESSAGES &
  typeof JUMP_MESSAGES &
  typeof MESSAGE_MENU_MESSAGES &
  typeof TIMELINE_MESSAGES &
  typeof I18N_MESSAGES;
