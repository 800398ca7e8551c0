// Words of everyday English that people use for one another: people, home, travel, food, body, feelings. Knows nothing of ranking.

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
`;
