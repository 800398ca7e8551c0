// Words for kinds and everyday members of them, so that "which sport" finds "tennis". Knows nothing of ranking.

/** A kind and its members on each line, written by hand; only the kind in a question stands for the members, never the reverse. */
export const KINDS_OF_THINGS = `
sport: basketball football soccer tennis baseball hockey volleyball golf swim run surf ski snowboard box wrestle cycling climb skate cricket rugby karate judo badminton
hobby: paint draw read hike garden cook bake photography knit sew guitar piano dance fish camp swim run yoga pottery chess surf ski collect write sing crochet woodworking birdwatching
activity: hike swim camp paint run yoga dance cook bike ski kayak climb museum picnic bowl skate fish surf
exercise: run yoga gym swim weights cardio stretch walk jog pilates squat lift
outdoor: hike camp climb kayak fish bike picnic
pet: dog cat puppy kitten hamster rabbit fish turtle tortoise snake parrot bird lizard gecko
animal: dog cat horse bird rabbit turtle snake fish cow pig sheep goat lion tiger elephant bear wolf deer fox whale dolphin duck chicken
family: mother father mom dad son daughter brother sister parent wife husband cousin aunt uncle grandma grandpa kid child niece nephew
relative: cousin aunt uncle niece nephew grandma grandpa brother sister
child: son daughter brother sister kid
food: pizza pasta rice bread cake soup salad chicken beef fish cheese chocolate fruit vegetable cookie sandwich sushi dessert burger steak noodle taco curry egg lasagna
meal: breakfast lunch dinner soup salad pasta pizza chicken
dish: soup salad pasta chicken curry stew lasagna
dessert: cake cookie pie chocolate brownie pudding tart cupcake
fruit: apple banana orange strawberry blueberry mango grape peach pear lemon cherry pineapple melon
vegetable: carrot tomato potato onion broccoli spinach pepper lettuce cucumber
drink: coffee tea beer wine juice soda water smoothie cocktail lemonade milk
instrument: guitar piano violin drum clarinet flute saxophone cello ukulele trumpet bass keyboard
music: rock jazz classical pop blues country rap metal folk song band concert album
genre: rock jazz classical pop fantasy romance thriller mystery horror comedy drama fiction
artist: singer band painter musician sculptor
art: paint draw sculpture pottery sketch watercolor mural
book: novel series author read fantasy fiction biography memoir
movie: comedy drama thriller horror documentary cinema
vehicle: car truck bike motorcycle van bus suv
country: england france germany italy spain japan china india canada mexico brazil australia ireland scotland sweden norway finland denmark greece turkey egypt thailand vietnam korea portugal switzerland austria poland netherlands belgium argentina peru chile colombia kenya nigeria morocco russia ukraine iceland indonesia philippines
state: california texas florida oregon washington colorado arizona nevada michigan ohio georgia alaska hawaii utah montana illinois pennsylvania virginia tennessee minnesota massachusetts carolina
city: london paris tokyo rome chicago boston seattle barcelona toronto berlin sydney dublin amsterdam miami madrid vienna prague lisbon istanbul dubai singapore bangkok vancouver montreal munich denver austin dallas houston atlanta philadelphia francisco angeles vegas
continent: europe asia africa america australia
place: park beach museum restaurant cafe mountain lake city island forest
location: park beach office city country
nature: forest mountain beach lake river park waterfall
season: spring summer autumn fall winter
color: red blue green yellow purple orange pink black white brown gray
job: engineer teacher nurse doctor lawyer manager developer designer chef writer interview hire company office promotion accountant mechanic electrician architect journalist scientist
career: job work counselor engineer teacher interview promotion
profession: engineer teacher nurse doctor lawyer manager developer designer chef writer producer accountant architect
injury: ankle knee wrist leg arm shoulder sprain fracture broken concussion
health: doctor weight diet sick hospital blood heart pain asthma allergy diabetes
illness: flu cold cancer diabetes asthma infection fever
symptom: fever cough headache nausea pain
emotion: happy sad angry proud anxious excited scared nervous grateful
feel: happy sad angry proud anxious excited scared nervous grateful
weather: rain snow sun storm cloud wind
disaster: flood fire earthquake hurricane storm tornado
device: phone laptop tablet computer camera console watch
furniture: table chair couch bed desk lamp shelf
clothes: shirt dress jacket shoe hat pants coat jeans sweater
jewelry: ring necklace bracelet earring
degree: bachelor master phd major
subject: math history science physics chemistry biology english
language: english french spanish german japanese chinese italian portuguese russian arabic korean python java javascript typescript rust
technology: react node python database api framework javascript docker
framework: react angular vue django flask express bootstrap laravel rails spring
library: react jquery pandas numpy matplotlib lodash redux
database: sql sqlite postgres postgresql mysql mongodb redis
cloud: aws azure heroku netlify vercel
tool: excel slack jira trello github notion zoom
religion: church christian muslim jewish buddhist hindu pray
holiday: christmas thanksgiving easter halloween hanukkah diwali ramadan
event: concert festival party wedding fair conference parade fundraiser race gala marathon workshop
travel: trip flight hotel visit vacation tour
transport: car bus train bike plane subway taxi
game: chess poker puzzle nintendo playstation xbox rpg strategy
craft: pottery knit sew paint
flower: rose tulip sunflower lily daisy orchid
money: dollar budget save loan euro pound
month: january february march april june july august september october november december
weekday: monday tuesday wednesday thursday friday
weekend: saturday sunday
relationship: single married divorced dating boyfriend girlfriend partner breakup husband wife
business: store shop cafe startup restaurant studio
military: army navy marine soldier veteran
instructor: teacher coach professor
shape: circle square triangle rectangle
metal: gold silver iron steel copper
`;
