import { registerMessages } from '../../../i18n/register.ts';

export const COMPOSER_VOICE_MESSAGES = registerMessages('composer-voice', {
  'voice.recording': 'Recording a voice message',
  'voice.starting': 'Starting the microphone…',
  'voice.slide': 'Slide left to cancel, up to lock',
  'voice.cancel': 'Delete recording',
  'voice.pause': 'Pause',
  'voice.resume': 'Resume',
  'voice.stop': 'Stop and listen',
  'voice.send': 'Send voice message',
});
