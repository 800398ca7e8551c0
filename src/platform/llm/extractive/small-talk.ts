/** What is said out of courtesy and asks for nothing, and what may be answered without knowing anything. */
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|hola|bonjour|salut|ciao|olá|привет|здравствуйте|你好|您好|こんにちは|안녕하세요|مرحبا|สวัสดี)(?: (?:there|you|everyone|all))?$/iu;
const THANKS =
  /^(?:thanks|thank you|thx|cheers|danke|gracias|merci|grazie|obrigad[oa]|спасибо|谢谢|ありがとう)(?: (?:you|a lot|so much|very much|again))*$/iu;
const FAREWELL = /^(?:bye|goodbye|see you|tschüss|adiós|au revoir|пока|再见)(?: (?:later|soon|then))?$/iu;

/** An answer to small talk, or undefined when it is none. */
export function smallTalk(message: string): string | undefined {
  const text = message.replace(/[\p{P}\p{S}\s]+/gu, ' ').trim();
  if (GREETING.test(text))
    return 'Hello! Ask me something, and I will quote what your documents and this conversation say about it.';
  if (THANKS.test(text)) return 'You are welcome.';
  if (FAREWELL.test(text)) return 'Goodbye!';
  return undefined;
}
