/** Finds the IANA time zone of a place people name. Pure. */

/** Cities and regions that have no zone of their own name. */
const ALIASES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  'san francisco': 'America/Los_Angeles',
  seattle: 'America/Los_Angeles',
  'las vegas': 'America/Los_Angeles',
  california: 'America/Los_Angeles',
  washington: 'America/New_York',
  boston: 'America/New_York',
  miami: 'America/New_York',
  atlanta: 'America/New_York',
  philadelphia: 'America/New_York',
  nyc: 'America/New_York',
  houston: 'America/Chicago',
  dallas: 'America/Chicago',
  austin: 'America/Chicago',
  texas: 'America/Chicago',
  montreal: 'America/Toronto',
  ottawa: 'America/Toronto',
  rio: 'America/Sao_Paulo',
  'rio de janeiro': 'America/Sao_Paulo',
  brasilia: 'America/Sao_Paulo',
  beijing: 'Asia/Shanghai',
  shenzhen: 'Asia/Shanghai',
  china: 'Asia/Shanghai',
  osaka: 'Asia/Tokyo',
  kyoto: 'Asia/Tokyo',
  japan: 'Asia/Tokyo',
  korea: 'Asia/Seoul',
  'south korea': 'Asia/Seoul',
  india: 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  delhi: 'Asia/Kolkata',
  'new delhi': 'Asia/Kolkata',
  bangalore: 'Asia/Kolkata',
  chennai: 'Asia/Kolkata',
  kolkata: 'Asia/Kolkata',
  hanoi: 'Asia/Ho_Chi_Minh',
  saigon: 'Asia/Ho_Chi_Minh',
  'ho chi minh city': 'Asia/Ho_Chi_Minh',
  'abu dhabi': 'Asia/Dubai',
  'tel aviv': 'Asia/Jerusalem',
  germany: 'Europe/Berlin',
  munich: 'Europe/Berlin',
  hamburg: 'Europe/Berlin',
  frankfurt: 'Europe/Berlin',
  cologne: 'Europe/Berlin',
  france: 'Europe/Paris',
  italy: 'Europe/Rome',
  milan: 'Europe/Rome',
  spain: 'Europe/Madrid',
  barcelona: 'Europe/Madrid',
  switzerland: 'Europe/Zurich',
  geneva: 'Europe/Zurich',
  england: 'Europe/London',
  uk: 'Europe/London',
  edinburgh: 'Europe/London',
  kyiv: 'Europe/Kyiv',
  'st petersburg': 'Europe/Moscow',
  'cape town': 'Africa/Johannesburg',
  canberra: 'Australia/Sydney',
  wellington: 'Pacific/Auckland',
  hawaii: 'Pacific/Honolulu',
};

let byCity: Map<string, string> | undefined;

/** A zone (`Asia/Tokyo`), or a place (`Tokyo`, `new york`); undefined where none is known. */
export function timeZoneOf(place: string): string | undefined {
  const name = place.trim().replace(/\s+/g, ' ');
  if (name.length > 64) return undefined;
  const key = name.toLowerCase();
  return ALIASES[key] ?? cities().get(key) ?? (isZone(name) ? name : undefined);
}

function cities(): Map<string, string> {
  byCity ??= new Map(
    Intl.supportedValuesOf('timeZone').map((zone) => [
      zone.split('/').at(-1)!.replaceAll('_', ' ').toLowerCase(),
      zone,
    ]),
  );
  return byCity;
}

/** Names only; offsets and abbreviations such as EST mean different things in different places. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]+(?:[/_-][A-Za-z0-9_+-]+)+$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
