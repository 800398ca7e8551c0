// Words of everyday English that people use for one another: free time, shopping, events, how things are. Knows nothing of ranking.

/** One group a line, written by hand: a word of a group may stand for any other of it. */
export const SYNONYMS_OF_LEISURE = `
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
