/**
 * Names that people type and IANA has not: cities, countries, states and abbreviations, each beside the zone whose
 * clocks they follow. Each row is a text "one: several, several"; a row goes on in lines that are indented.
 * A name in brackets, as "Portland (Maine)", is a place that is not meant where another has the bare name.
 */

/** Zones to offer before anything is typed, from west to east: where most people live who might ask. */
export const COMMON_ZONES: readonly string[] = `
Pacific/Honolulu America/Los_Angeles America/Denver America/Chicago America/Mexico_City America/Bogota
America/New_York America/Sao_Paulo UTC Europe/London Africa/Lagos Europe/Berlin Europe/Paris
Africa/Johannesburg Africa/Cairo Europe/Istanbul Europe/Moscow Asia/Dubai Asia/Karachi Asia/Kolkata
Asia/Jakarta Asia/Shanghai Asia/Tokyo Australia/Sydney Pacific/Auckland
`
  .trim()
  .split(/\s+/);

/** What the runtime still calls by a name that IANA has replaced. */
export const RENAMED: ReadonlyMap<string, string> = new Map(
  table(`
Africa/Asmera: Africa/Asmara
America/Buenos_Aires: America/Argentina/Buenos_Aires
America/Catamarca: America/Argentina/Catamarca
America/Coral_Harbour: America/Atikokan
America/Cordoba: America/Argentina/Cordoba
America/Godthab: America/Nuuk
America/Indianapolis: America/Indiana/Indianapolis
America/Jujuy: America/Argentina/Jujuy
America/Louisville: America/Kentucky/Louisville
America/Mendoza: America/Argentina/Mendoza
Asia/Calcutta: Asia/Kolkata
Asia/Katmandu: Asia/Kathmandu
Asia/Rangoon: Asia/Yangon
Asia/Saigon: Asia/Ho_Chi_Minh
Atlantic/Faeroe: Atlantic/Faroe
Europe/Kiev: Europe/Kyiv
Pacific/Enderbury: Pacific/Kanton
Pacific/Ponape: Pacific/Pohnpei
Pacific/Truk: Pacific/Chuuk
`).map(([old, [now = old]]) => [old, now]),
);

/** Places by the zone that they are in, the best known zones first. */
export const PLACES = table(`
Europe/London: United Kingdom, UK, Great Britain, England, Scotland, Wales, Edinburgh, Glasgow, Manchester,
  Birmingham, Leeds, Liverpool, Newcastle (England), Bristol, Cardiff, Oxford, Cambridge, Belfast, Northern Ireland
Europe/Berlin: Germany, Deutschland, Munich, München, Hamburg, Frankfurt, Cologne, Köln, Stuttgart,
  Düsseldorf, Leipzig, Dresden, Hanover, Nuremberg, Bremen, Heidelberg, Bonn, Dortmund, Essen
Europe/Paris: France, Lyon, Marseille, Toulouse, Nice, Bordeaux, Lille, Strasbourg, Nantes
Europe/Madrid: Barcelona, Valencia, Seville, Bilbao, Málaga, Spain, España
Europe/Rome: Italy, Italia, Milan, Milano, Naples, Turin, Florence, Bologna, Venice, Palermo
Europe/Amsterdam: Netherlands, Holland, Rotterdam, The Hague, Utrecht, Eindhoven
Europe/Brussels: Belgium, Antwerp, Ghent
Europe/Vienna: Austria, Österreich, Wien, Graz, Salzburg, Innsbruck, Linz
Europe/Zurich: Switzerland, Schweiz, Geneva, Basel, Bern, Lausanne
Europe/Prague: Czechia, Czech Republic, Brno
Europe/Warsaw: Poland, Polska, Kraków, Wrocław, Gdańsk, Poznań, Łódź
Europe/Lisbon: Porto, Portugal
Europe/Dublin: Ireland, Cork, Galway
Europe/Copenhagen: Denmark, Aarhus
Europe/Oslo: Norway, Bergen, Trondheim
Europe/Stockholm: Sweden, Gothenburg, Göteborg, Malmö, Uppsala
Europe/Helsinki: Finland, Tampere, Turku
Europe/Athens: Greece, Thessaloniki
Europe/Budapest: Hungary
Europe/Bucharest: Romania, Cluj-Napoca, Timișoara, Iași
Europe/Sofia: Bulgaria
Europe/Belgrade: Serbia, Novi Sad
Europe/Zagreb: Croatia
Europe/Ljubljana: Slovenia
Europe/Bratislava: Slovakia
Europe/Sarajevo: Bosnia
Europe/Skopje: North Macedonia
Europe/Tirane: Albania, Tirana
Europe/Podgorica: Montenegro
Europe/Chisinau: Moldova
Europe/Kyiv: Ukraine, Kiev, Київ, Lviv, Kharkiv, Odesa, Dnipro
Europe/Minsk: Belarus
Europe/Vilnius: Lithuania, Kaunas
Europe/Riga: Latvia
Europe/Tallinn: Estonia, Tartu
Europe/Luxembourg: Luxemburg
Atlantic/Reykjavik: Iceland
Europe/Istanbul: Turkey, Türkiye, Ankara, Izmir
Europe/Moscow: Москва, Saint Petersburg, St Petersburg, Санкт-Петербург, Sochi
Asia/Yekaterinburg: Chelyabinsk, Ufa, Perm
America/New_York: Eastern Time, Boston, Washington DC, Philadelphia, Atlanta, Miami, Orlando, Pittsburgh,
  Charlotte, Baltimore, Cleveland, Columbus, Cincinnati, NYC, Brooklyn, New Jersey, Florida, Georgia (USA),
  Massachusetts, Pennsylvania, Ohio, Virginia, North Carolina, Portland (Maine)
America/Detroit: Michigan, Ann Arbor
America/Chicago: Central Time, Dallas, Houston, Austin, San Antonio, Minneapolis, St Louis, New Orleans,
  Milwaukee, Nashville, Memphis, Kansas City, Oklahoma City, Omaha, Texas, Illinois, Minnesota, Wisconsin,
  Missouri, Louisiana, Alabama, Birmingham (Alabama)
America/Denver: Mountain Time, Salt Lake City, Albuquerque, Colorado Springs, Colorado, Utah, New Mexico,
  Montana, Wyoming, El Paso
America/Phoenix: Arizona, Tucson
America/Los_Angeles: Pacific Time, San Francisco, San Diego, San Jose (California), Seattle, Portland
  (Oregon), Las Vegas, Sacramento, Oakland, Silicon Valley, LA, California, Oregon, Nevada
America/Anchorage: Alaska, Fairbanks
Pacific/Honolulu: Hawaii
America/Toronto: Montreal, Montréal, Ottawa, Quebec City, Ontario, Hamilton (Ontario), London (Ontario)
America/Vancouver: Victoria (British Columbia), British Columbia
America/Edmonton: Calgary, Alberta
America/Winnipeg: Manitoba
America/Regina: Saskatchewan, Saskatoon
America/Halifax: Nova Scotia, Atlantic Time
America/St_Johns: Newfoundland
America/Mexico_City: CDMX, Guadalajara, Puebla
America/Guatemala: Guatemala City
America/Tegucigalpa: Honduras
America/Managua: Nicaragua
America/Costa_Rica: San José (Costa Rica)
America/Panama: Panama City
America/Santo_Domingo: Dominican Republic
America/Havana: Cuba
America/Jamaica: Kingston
America/Port-au-Prince: Haiti
America/Port_of_Spain: Trinidad
America/Puerto_Rico: San Juan
America/Bogota: Colombia, Medellín, Cali
America/Caracas: Venezuela, Maracaibo
America/Guayaquil: Quito, Ecuador
America/Lima: Peru, Cusco
America/La_Paz: Bolivia
America/Asuncion: Paraguay
America/Montevideo: Uruguay
America/Santiago: Valparaíso, Chile
America/Sao_Paulo: Rio de Janeiro, Brasília, Belo Horizonte, Curitiba, Porto Alegre, Florianópolis
America/Bahia: Salvador (Bahia)
Africa/Cairo: Egypt, Alexandria, Giza
Africa/Lagos: Nigeria, Abuja, Kano, Ibadan
Africa/Accra: Ghana, Kumasi
Africa/Abidjan: Ivory Coast, Côte d'Ivoire
Africa/Dakar: Senegal
Africa/Algiers: Algeria
Africa/Casablanca: Morocco, Rabat, Marrakesh
Africa/Tunis: Tunisia
Africa/Tripoli: Libya
Africa/Khartoum: Sudan
Africa/Addis_Ababa: Ethiopia
Africa/Nairobi: Kenya, Mombasa
Africa/Kampala: Uganda
Africa/Dar_es_Salaam: Tanzania, Dodoma
Africa/Kigali: Rwanda
Africa/Johannesburg: South Africa, Cape Town, Durban, Pretoria
Africa/Harare: Zimbabwe
Africa/Lusaka: Zambia
Africa/Maputo: Mozambique
Africa/Luanda: Angola
Africa/Douala: Cameroon, Yaoundé
Africa/Windhoek: Namibia
Africa/Gaborone: Botswana
Indian/Antananarivo: Madagascar
Asia/Jerusalem: Israel, Tel Aviv, Haifa
Asia/Gaza: Palestine (Gaza)
Asia/Hebron: Palestine (West Bank), Ramallah
Asia/Beirut: Lebanon
Asia/Damascus: Syria, Aleppo
Asia/Amman: Jordan
Asia/Baghdad: Iraq, Erbil, Basra
Asia/Riyadh: Saudi Arabia, Jeddah, Mecca, Medina
Asia/Kuwait: Kuwait City
Asia/Qatar: Doha
Asia/Bahrain: Manama
Asia/Dubai: United Arab Emirates, UAE, Abu Dhabi, Sharjah
Asia/Muscat: Oman
Asia/Aden: Yemen, Sanaa
Asia/Tehran: Iran, Isfahan, Mashhad
Asia/Baku: Azerbaijan
Asia/Tbilisi: Georgia (country)
Asia/Yerevan: Armenia
Asia/Kabul: Afghanistan
Asia/Karachi: Pakistan, Lahore, Islamabad, Rawalpindi, Faisalabad
Asia/Kolkata: India, Mumbai, Bombay, Delhi, New Delhi, Bangalore, Bengaluru, Chennai, Hyderabad, Calcutta,
  Pune, Ahmedabad, Jaipur, Lucknow
Asia/Kathmandu: Nepal
Asia/Colombo: Sri Lanka
Asia/Dhaka: Bangladesh, Chittagong
Asia/Thimphu: Bhutan
Asia/Yangon: Myanmar, Burma, Rangoon, Mandalay
Asia/Bangkok: Thailand, Chiang Mai
Asia/Ho_Chi_Minh: Vietnam, Saigon, Ho Chi Minh City, Da Nang, Hanoi, Hà Nội
Asia/Phnom_Penh: Cambodia
Asia/Vientiane: Laos
Asia/Kuala_Lumpur: Penang, Johor Bahru, Malaysia
Asia/Jakarta: Bandung, Surabaya, Yogyakarta, Medan
Asia/Makassar: Bali, Denpasar
Asia/Manila: Philippines, Quezon City, Cebu, Davao
Asia/Shanghai: China, Beijing, Peking, 北京, 上海, Guangzhou, Shenzhen, Chengdu, Wuhan, Hangzhou, Nanjing,
  Chongqing, Tianjin, Xi'an
Asia/Hong_Kong: 香港, HK
Asia/Taipei: Taiwan, 台北, 臺北, Kaohsiung, Taichung
Asia/Tokyo: Japan, 東京, Osaka, 大阪, Kyoto, Yokohama, Nagoya, Sapporo, Fukuoka, Kobe
Asia/Seoul: South Korea, Korea, 서울, Busan, Incheon
Asia/Pyongyang: North Korea
Asia/Ulaanbaatar: Ulan Bator
Asia/Almaty: Astana, Nur-Sultan, Kazakhstan
Asia/Tashkent: Uzbekistan
Asia/Bishkek: Kyrgyzstan
Asia/Dushanbe: Tajikistan
Asia/Ashgabat: Turkmenistan
Australia/Sydney: Canberra, Newcastle (Australia), New South Wales
Australia/Melbourne: Victoria (Australia), Geelong
Australia/Brisbane: Queensland, Gold Coast, Cairns
Australia/Perth: Western Australia
Australia/Adelaide: South Australia
Australia/Hobart: Tasmania
Pacific/Auckland: New Zealand, Wellington, Christchurch, Hamilton (New Zealand)
Pacific/Port_Moresby: Papua New Guinea
Pacific/Apia: Samoa
Pacific/Tongatapu: Tonga
Pacific/Efate: Vanuatu
Pacific/Guadalcanal: Solomon Islands
America/Argentina/Buenos_Aires: Argentina, Rosario
Asia/Nicosia: Cyprus, Limassol
America/Nuuk: Greenland
Africa/Porto-Novo: Benin, Cotonou
Africa/Ouagadougou: Burkina Faso
Africa/Bujumbura: Burundi
Africa/Ndjamena: Chad
Africa/Libreville: Gabon
Africa/Banjul: Gambia
Africa/Conakry: Guinea
Africa/Maseru: Lesotho
Africa/Monrovia: Liberia
Europe/Vaduz: Liechtenstein
Africa/Blantyre: Malawi, Lilongwe
Africa/Bamako: Mali
Africa/Nouakchott: Mauritania
Africa/Niamey: Niger
Africa/Freetown: Sierra Leone
Africa/Mogadishu: Somalia
Africa/Juba: South Sudan
America/Paramaribo: Suriname
Africa/Lome: Togo
Africa/Mbabane: Eswatini
Asia/Dili: East Timor, Timor-Leste
Indian/Mahe: Seychelles
America/Nassau: Bahamas
America/Cayenne: French Guiana
Pacific/Noumea: New Caledonia
Africa/Asmara: Eritrea
Africa/Bangui: Central African Republic
Africa/Malabo: Equatorial Guinea
Asia/Macau: Macao
Africa/Brazzaville: Congo-Brazzaville
`);

/** Countries whose people live by several clocks: names, and the zones to choose from, the most peopled first. */
export const COUNTRIES = table(`
USA | United States | America | US: America/New_York, America/Chicago, America/Denver, America/Phoenix,
  America/Los_Angeles, America/Anchorage, Pacific/Honolulu
Canada: America/Toronto, America/Vancouver, America/Edmonton, America/Winnipeg, America/Regina,
  America/Halifax, America/St_Johns
Mexico | México: America/Mexico_City, America/Monterrey, America/Tijuana, America/Hermosillo,
  America/Chihuahua, America/Cancun
Brazil | Brasil: America/Sao_Paulo, America/Bahia, America/Fortaleza, America/Recife, America/Belem,
  America/Manaus, America/Cuiaba, America/Rio_Branco, America/Noronha
Russia | Россия: Europe/Moscow, Europe/Kaliningrad, Europe/Samara, Asia/Yekaterinburg, Asia/Omsk,
  Asia/Novosibirsk, Asia/Krasnoyarsk, Asia/Irkutsk, Asia/Yakutsk, Asia/Vladivostok, Asia/Magadan,
  Asia/Kamchatka
Mongolia: Asia/Ulaanbaatar, Asia/Hovd
Indonesia: Asia/Jakarta, Asia/Makassar, Asia/Jayapura, Asia/Pontianak
Congo | DR Congo: Africa/Kinshasa, Africa/Lubumbashi
Australia: Australia/Sydney, Australia/Melbourne, Australia/Brisbane, Australia/Perth, Australia/Adelaide,
  Australia/Darwin, Australia/Hobart
`);

/** Abbreviations, and the zones that those who type them are in: several where the letters mean several things. */
export const ABBREVIATIONS = table(`
UTC | Z | Zulu | Universal Time: UTC
GMT: UTC, Europe/London, Africa/Accra
BST: Europe/London, Asia/Dhaka
WET | WEST: Europe/Lisbon
CET | CEST | MEZ | MESZ: Europe/Berlin
EET | EEST: Europe/Athens, Europe/Kyiv, Africa/Cairo
MSK: Europe/Moscow
TRT: Europe/Istanbul
SAST: Africa/Johannesburg
WAT: Africa/Lagos
CAT: Africa/Maputo
EAT: Africa/Nairobi
IST: Asia/Kolkata, Asia/Jerusalem, Europe/Dublin
GST: Asia/Dubai
PKT: Asia/Karachi
NPT: Asia/Kathmandu
ICT: Asia/Bangkok
WIB: Asia/Jakarta
PHT: Asia/Manila
SGT: Asia/Singapore
HKT: Asia/Hong_Kong
JST: Asia/Tokyo
KST: Asia/Seoul
AWST: Australia/Perth
ACST | ACDT: Australia/Adelaide, Australia/Darwin
AEST | AEDT | AET: Australia/Sydney, Australia/Brisbane
NZST | NZDT: Pacific/Auckland
HST: Pacific/Honolulu
AKST | AKDT: America/Anchorage
PST | PDT | PT: America/Los_Angeles
MST | MDT | MT: America/Denver, America/Phoenix
CST: America/Chicago, Asia/Shanghai, Asia/Taipei, America/Havana, America/Mexico_City
CDT | CT: America/Chicago
EST | EDT | ET: America/New_York
AST | ADT: America/Halifax, America/Puerto_Rico, Asia/Riyadh
NST | NDT: America/St_Johns
BRT: America/Sao_Paulo
ART: America/Argentina/Buenos_Aires
`);

function table(text: string): readonly (readonly [head: string, items: readonly string[]])[] {
  const rows = text.trim().replace(/\n +/g, " ").split("\n");
  return rows.map((row) => {
    const [head = "", items = ""] = row.split(": ");
    return [head, items.split(", ")];
  });
}
