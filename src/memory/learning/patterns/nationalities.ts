/** What people call themselves by where they are from. A list: by its ending alone, "Stefan" would be one too. Pure. */
const ADJECTIVES =
  'afghan albanian algerian american andorran angolan arab argentine argentinian armenian asian australian austrian azerbaijani ' +
  'bahraini bangladeshi barbadian basque bavarian belarusian belgian belizean bengali beninese bhutanese bolivian bosnian ' +
  'brazilian breton british bulgarian burmese burundian cambodian cameroonian canadian catalan chadian chilean chinese ' +
  'colombian congolese cornish corsican croatian cuban cypriot czech danish dominican dutch ecuadorian egyptian emirati english ' +
  'eritrean estonian ethiopian european faroese fijian filipina filipino finnish flemish french gabonese galician gambian ' +
  'georgian german ghanaian greek greenlandic guatemalan guinean guyanese haitian hawaiian honduran hungarian icelandic indian ' +
  'indonesian iranian iraqi irish israeli italian ivorian jamaican japanese jordanian kazakh kenyan korean kosovan kurdish ' +
  'kuwaiti kyrgyz laotian latvian lebanese liberian libyan lithuanian luxembourgish macedonian malagasy malawian malaysian ' +
  'maldivian malian maltese mauritian mexican moldovan mongolian montenegrin moroccan mozambican namibian nepalese nepali ' +
  'nicaraguan nigerian norwegian omani pakistani palestinian panamanian paraguayan persian peruvian polish portuguese qatari ' +
  'romanian russian rwandan salvadoran samoan sardinian saudi scottish senegalese serbian sicilian singaporean slovak ' +
  'slovakian slovene slovenian somali spanish sudanese swedish swiss syrian taiwanese tajik tanzanian thai tibetan togolese ' +
  'tunisian turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan vietnamese welsh yemeni zambian zimbabwean';
const NOUNS =
  'brit croat dane finn kiwi kurd new_zealander puerto_rican pole scot serb spaniard swede turk south_african sri_lankan costa_rican';

export const NATIONALITY = new RegExp(
  String.raw`^(?:an? )?(?:(?:half|north|south|native) )?(?:${[...ADJECTIVES.split(' '), ...NOUNS.split(' ')].join('|').replaceAll('_', ' ')})$`,
  'i',
);
