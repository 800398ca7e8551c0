// Words of everyday English that people use for one another: people, home, body, feelings, free time. Knows nothing of ranking.

/** One group a line, written by hand: a word of a group may stand for any other of it. */
export const SYNONYMS_OF_LIFE = `
kid child
son boy
daughter girl
mom mother mum mommy mama
dad father daddy papa
parent mother father mom dad
sibling brother sister
grandma grandmother granny nana
grandpa grandfather granddad
grandparent grandma grandpa grandmother grandfather
husband spouse partner
wife spouse partner bride
partner girlfriend boyfriend fiance fiancee
girlfriend gf
boyfriend bf
friend buddy pal mate bff
family relatives household
baby infant newborn toddler
teenager teen teenage adolescent
adult grown
elderly senior old
neighbor neighbour
guest visitor
marry married wedding marriage
engaged engagement proposal propose fiance
honeymoon wedding
divorce divorced separate separated
breakup split
pregnant pregnancy expecting
birth born
birthday bday
anniversary celebrate
die died death dead funeral
grief mourn loss
childhood young younger
adopt adoption foster
dog puppy pup doggy canine
cat kitten kitty feline
pet animal
vet veterinarian
house home apartment flat condo
room bedroom
move relocate relocation moving
rent lease landlord tenant
furniture couch sofa
kitchen cook
garden yard backyard
clean tidy declutter cleaning
laundry wash
repair fix mend
broken broke damaged
neighborhood neighbourhood area community
town city village
country nation abroad overseas
homeland hometown roots origin
street road avenue
live reside residence
stay accommodation hotel hostel airbnb
trip travel journey vacation holiday getaway tour
roadtrip drive
visit travel went
flight plane airplane fly airport
train railway
boat ship sail cruise ferry
car vehicle automobile
bike bicycle cycling cycle
drive driving drove
luggage suitcase baggage pack
map route
beach ocean sea coast shore seaside
mountain hill peak summit
forest woods woodland
lake river pond
nature outdoors outdoor wilderness
hike hiking trek trail
camp camping campsite tent campfire
swim swimming pool
sunset sunrise
weather forecast
rain rainy storm
snow snowy winter
summer sunny
cold freezing chilly
hot heat warm
food meal dish cuisine
eat ate dine
breakfast brunch
lunch midday
dinner supper
snack treat
drink beverage
alcohol beer wine drunk
coffee espresso latte cafe
cook cooking bake baking recipe
recipe ingredient
restaurant diner cafe bistro eatery
vegetarian vegan
diet nutrition
tasty delicious yummy
hungry starving
taste flavor flavour
sweets candy dessert sugary sugar
doctor physician doc
hospital clinic er
nurse caregiver
dentist teeth tooth
sick ill unwell illness sickness
disease illness condition
injure injured injury hurt wound
pain ache sore hurt
surgery operation
medicine medication drug pill prescription
treatment therapy cure
therapy therapist counseling counselor counsellor
mental psychological emotional
diagnose diagnosis diagnosed
symptom sign
allergy allergic
cancer tumor
pregnancy prenatal
health healthy wellness wellbeing
weight pounds lbs kilos slim
exercise workout gym fitness
run running jog jogging runner
marathon race
yoga meditation meditate mindfulness
sleep slept nap asleep insomnia
rest relax unwind chill
relax calm soothe
tired exhausted fatigue fatigued burnout
stress stressed stressful pressure overwhelmed
stress tension strain
worry worried anxious anxiety nervous concern concerned
afraid scared fear frightened scary terrified
sad unhappy upset depressed down
cry tears
angry mad furious annoyed
frustrated frustrating frustration
happy glad joy joyful delighted
excited exciting thrilled excitement
love adore enjoy
enjoy like fun
favorite favourite fave prefer preferred
hate dislike despise
proud pride
grateful thankful appreciate gratitude
lonely alone isolated
embarrassed embarrassing ashamed
jealous envy
surprise surprised shocked unexpected
hope hopeful optimistic
confidence confident
courage brave bravery
inspire inspired inspiration inspiring motivate motivated motivation
encourage encouragement support
support supportive supported
help assist aid
comfort comforting
advice advise recommend suggest tip recommendation suggestion
believe belief faith trust
religion religious faith church spiritual
pray prayer
god lord
dream aspiration ambition
goal aim objective target
wish desire want
habit routine
hobby pastime interest
passion passionate
talent skill gifted
memory memories remember
remember recall reminisce remind
forget forgot
souvenir keepsake memento
present gift
party celebration celebrate gathering
festival fair carnival fest
concert gig show performance live
music song tune album
band group
sing singer singing vocals
instrument guitar piano violin drums
dance dancing dancer
movie film cinema
show series tv television episode
actor actress star
book novel reading read
author writer novelist
poem poetry poet
story tale
magazine journal
diary journal
art artwork painting drawing
paint painting painter
draw drawing sketch
sculpture statue
pottery ceramics clay
craft crafts handmade diy
sew sewing knit knitting
photo picture pic photograph image snapshot
photography photographer camera
museum gallery exhibit exhibition
game gaming gamer
videogame console
chess board
play played player
team squad teammates
coach trainer
match game
competition contest tournament championship
win won victory winner
lose lost losing defeat
award prize trophy medal
famous celebrity
collect collection
clothes clothing outfit wardrobe
dress gown
shoes sneakers boots
jewelry jewellery necklace ring bracelet
hair haircut hairstyle
buy bought purchase purchased
shop shopping store mall
sell sold
brand label
donate donation donated
charity nonprofit fundraiser fundraising
volunteer volunteering
homeless shelter
veteran military army soldier
accident crash collision
emergency urgent
danger dangerous risky
safe safety secure
police cop officer
steal stole stolen theft
fire burned
lost missing
find found discover
big large huge
small little tiny
beautiful pretty gorgeous lovely
funny hilarious humor humorous
smart clever intelligent
strange weird odd
old ancient vintage
famous renowned
different various
similar alike common
important significant meaningful essential
difficult hard tough challenging
easy simple
problem issue trouble
challenge obstacle difficulty hurdle
struggle struggling
experience adventure
event occasion
meet met meeting encounter
date dating
chat talk conversation
call called phone
argue argument fight quarrel
promise promised
lie lied
secret private
start started begin began
finish finished end ended complete completed
quit stopped stop
try tried attempt
plan planned planning
decide decided decision
choose chose choice pick
change changed transition
grow growth
often frequently regularly
recent recently lately
childhood kid
grow raised
personality character trait
nickname called
age old years
born birthplace
gender sex
relationship dating single
community group
club group
member belong join
join joined
attend attended went
invite invited invitation
host hosted
organize organized organise arrange
prepare preparation
create created make made
build built
teach taught
learn learned learnt
believe think
opinion view think
feel feeling emotion
symbol symbolize represent
`;
