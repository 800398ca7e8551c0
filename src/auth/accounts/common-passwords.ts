/**
 * Passwords that are tried first, lower case: those that lead every list of leaked passwords of the last years, and what
 * people put behind them. Rows of one character and rows of keys are not here, patterns catch them.
 */
export const COMMON_PASSWORDS = `
password passw0rd password1 password2 password3 password12 password123 password1234 password12345 password123456
password01 password11 password99 password00 password2020 password2021 password2022 password2023 password2024
password2025 password2026 password! password1! password12! password123! passwords passwort passwort1 passwort123
passord passer pass pass1 pass12 pass123 pass1234 pass12345 passpass passme pass2word mypassword mypass mypass1
newpassword newpass oldpassword thepassword nopassword yourpassword ourpassword userpassword wachtwoord contrasena
contraseña motdepasse azerty123 motdepasse1 senha senha123 parola parola123 haslo haslo123 heslo heslo123 salasana
lozinka sifre sifre123 parol parol123 mima mima123 admin admin1 admin12 admin123 admin1234 admin12345 admin123456
admin01 admin2020 admin2021 admin2022 admin2023 admin2024 admin2025 admin! admin123! admin@123 adminadmin administrator
administrator1 administrador root root1 root12 root123 root1234 rootroot toor toor123 superuser sysadmin system
system123 manager manager1 operator supervisor master master1 master12 master123 master1234 guest guest1 guest123
guest1234 guestguest user user1 user12 user123 user1234 user12345 useruser username username1 username123 login login1
login123 loginlogin logmein letmein letmein1 letmein12 letmein123 letmein! letmein2 letmeinnow opensesame sesame open
opensaysme welcome welcome1 welcome12 welcome123 welcome1234 welcome01 welcome2 welcome! welcome1! welcome2020
welcome2021 welcome2022 welcome2023 welcome2024 welcome2025 welcome@123 bienvenue bienvenido willkommen willkommen1
changeme changeme1 changeme12 changeme123 changeme! changeit changepassword change123 default default1 default123
temp temp1 temp123 temp1234 temporary temppass temppassword test test1 test12 test123 test1234 test12345 test123456
testtest testing testing1 testing12 testing123 testuser testuser1 testpass testpass1 testpassword tester tester1
tester123 demo demo123 demo1234 demodemo example example1 example123 sample sample123 secret secret1 secret12 secret123
secret1234 secretpassword topsecret mysecret supersecret sekret geheim geheim123 secure secure1 secure123 security
security1 access access1 access12 access123 access14 private private1 public internet internet1 computer computer1
computer123 server server1 server123 network network1 database database1 oracle oracle1 postgres postgres1 mysql mysql123
sqlserver windows windows1 windows10 windows7 microsoft microsoft1 google google1 google123 facebook facebook1 yahoo
yahoo1 hotmail hotmail1 gmail apple apple1 apple123 samsung samsung1 samsung123 nokia nokia123 android iphone iphone1
linkedin twitter instagram youtube amazon amazon1 netflix minecraft minecraft1 pokemon pokemon1 pokemon123 fortnite
roblox roblox123 playstation xbox360 nintendo ubuntu ubuntu1 debian linux linux123 raspberry cisco cisco123 vagrant
docker docker123 jenkins tomcat tomcat123 webmaster wordpress
iloveyou iloveyou1 iloveyou2 iloveyou12 iloveyou123 iloveyou! iloveu iloveu1 iloveu2 iloveme iloveme1 iloveme2 ilovehim
iloveher ilovegod ilovejesus ilovemom ilovemum ilovedad ilovecats ilovedogs ilovemyself ilovemybaby ilovemydog
iloveyouso iloveyousomuch ihateyou ihateyou1 imissyou loveyou loveyou1 loveyou2 lovelove lovely lovely1 lover lover1
loverboy lovergirl love love1 love12 love123 love1234 love4ever loveme loveme1 loveme2 truelove mylove mylove1 teamo
teamo1 tequiero teamomucho jetaime tiamo tiamo1 amore amore1 amormio mahal mahalko miamor saranghae sayang
princess princess1 princess12 princess123 princesa princesa1 princesse prince prince1 queen queen1 king kingking kingdom
sunshine sunshine1 sunshine12 sunshine123 sunshine2 shadow shadow1 shadow12 shadow123 dragon dragon1 dragon12 dragon123
dragon69 monkey monkey1 monkey12 monkey123 monkey2 tiger tiger1 tiger123 tigers tigger tigger1 lion lions panther
panther1 panthers eagle eagle1 eagles eagles1 falcon falcon1 falcons phoenix phoenix1 wolf wolfpack wolves bear bears
chicken chicken1 kitten kitten1 kitty kitty1 kitty123 puppy puppy123 doggy doggie horse horses ponies rabbit bunny
bunny1 butterfly butterfly1 butterfly2 dolphin dolphin1 dolphins dolphins1 penguin penguin1 turtle spider spider1
spiderman spiderman1 batman batman1 batman123 superman superman1 superman12 superman123 ironman ironman1 wolverine
captain captain1 joker joker1 joker123 hulk thor avengers
football football1 football12 football123 baseball baseball1 baseball12 baseball123 basketball basketball1 soccer
soccer1 soccer12 soccer123 hockey hockey1 tennis tennis1 golf golfer golfing golfer1 volleyball softball softball1
cheer cheerleader swimming running skater skater1 skateboard snowboard snowboarding surfer surfing wrestling racing
nascar nascar1 ferrari ferrari1 porsche porsche1 mercedes mercedes1 bmwbmw mustang mustang1 corvette corvette1 camaro
camaro1 chevy chevy1 chevrolet honda honda1 toyota toyota1 nissan yamaha yamaha1 suzuki kawasaki ducati harley harley1
harleydavidson liverpool liverpool1 liverpoolfc arsenal arsenal1 arsenal123 chelsea chelsea1 chelseafc manchester
manchester1 manutd manunited barcelona barcelona1 barca realmadrid realmadrid1 madrid juventus juventus1 milan acmilan
inter internazionale napoli forzanapoli forzaroma bayern bayernmunchen dortmund schalke schalke04 celtic celtic1 rangers
rangers1 everton everton1 tottenham spurs newcastle benfica sporting boca bocajuniors riverplate america america1
cowboys cowboys1 steelers steelers1 packers packers1 raiders raiders1 redskins redsox redsox1 yankees yankees1 lakers
lakers1 lakers24 celtics bulls chicagobulls jordan jordan1 jordan23 kobe24 kobe kobebryant lebron lebron23 ronaldo
ronaldo7 ronaldo1 cristiano messi messi10 lionelmessi neymar neymar11 beckham
michael michael1 michael12 jennifer jennifer1 jessica jessica1 ashley ashley1 ashley12 amanda amanda1 daniel daniel1
daniel12 matthew matthew1 andrew andrew1 joshua joshua1 david david1 david123 robert robert1 thomas thomas1 william
william1 charlie charlie1 charlie12 charlie123 george george1 james james1 james123 john john123 johnny johnny1 joseph
joseph1 anthony anthony1 christopher christian christian1 nicholas nicholas1 brandon brandon1 justin justin1 justin12
tyler tyler1 taylor taylor1 jonathan jonathan1 samantha samantha1 elizabeth elizabeth1 nicole nicole1 nicole12
michelle michelle1 melissa melissa1 stephanie stephanie1 danielle danielle1 rebecca rebecca1 rachel rachel1 lauren
lauren1 hannah hannah1 hannah12 madison madison1 olivia olivia1 sophie sophie1 emily emily1 chloe chloe1 alexander
alexander1 alexandra alexandra1 alexis alexis1 victoria victoria1 isabella isabella1 gabriel gabriel1 gabriela sebastian
benjamin benjamin1 jackson jackson1 jasmine jasmine1 vanessa vanessa1 patricia patricia1 patrick patrick1 richard
richard1 charles charles1 steven steven1 edward edward1 maria maria1 maria123 marie marie1 martin martin1 marina carlos
carlos1 antonio antonio1 alejandro alejandra francisco fernando fernanda ricardo roberto eduardo miguel miguel1 manuel
andrea andrea1 andreas angel angel1 angel12 angel123 angela angela1 angelina angelica angels angels1 veronica valentina
valeria natasha natalia natalie natalie1 svetlana anastasia vladimir dmitry sergey alexey andrey mohamed mohammed
mohammad muhammad ahmed ahmed123 ali123 omar123 fatima abdullah abdul123 krishna krishna1 sairam omsairam jaimatadi
lakshmi ganesh ganesha rahul rahul123 suresh ramesh rajesh sanjay priya123 pakistan pakistan1 pakistan123 india123
india1234 bangladesh indonesia malaysia singapore philippines
summer summer1 summer01 summer12 summer123 summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 summer2026
summer! winter winter1 winter01 winter123 winter2020 winter2021 winter2022 winter2023 winter2024 winter2025 winter2026
winter! spring spring1 spring01 spring123 spring2020 spring2021 spring2022 spring2023 spring2024 spring2025 spring2026
autumn autumn1 autumn2020 autumn2021 autumn2022 autumn2023 autumn2024 autumn2025 autumn2026 fall2020 fall2021 fall2022
fall2023 fall2024 fall2025 fall2026 sommer sommer123 winter12 january january1 february march2024 april april1 may2024
june june2024 july july2024 august august1 september september1 october october1 november november1 december december1
monday monday1 tuesday wednesday thursday friday friday1 friday13 saturday sunday sunday1 weekend birthday birthday1
christmas christmas1 halloween easter newyear
london london1 london123 london2012 paris paris123 berlin berlin1 madrid1 roma roma123 newyork newyork1 chicago
chicago1 boston boston1 dallas dallas1 houston denver denver1 phoenix123 miami miami123 orlando atlanta texas texas1
florida california california1 canada canada1 england england1 scotland ireland ireland1 australia australia1 germany
germany1 deutschland france france1 italia italia1 espana brasil brasil123 brazil mexico mexico1 argentina colombia
venezuela peru123 chile123 russia russia1 moscow ukraine ukraine1 turkey istanbul galatasaray fenerbahce besiktas japan
tokyo china china123 korea vietnam thailand africa nigeria nigeria1 kenya
money money1 money123 moneymaker moneyman cash cashmoney dollar million millionaire rich richboy lucky lucky1 lucky7
lucky13 lucky123 luckyone winner winner1 success success1 champion champion1 victory victory1 power power1 powerful
freedom freedom1 freedom12 liberty liberty1 justice peace peace1 peaceful hope hope123 faith faith1 faithful grace
grace1 blessed blessed1 blessing blessings jesus jesus1 jesus123 jesuschrist jesussaves jesusislord jesuslovesme
jesus777 christ christ1 god godisgood godislove godbless heaven heaven1 heavenly prayer church trinity trinity1 bible
happy happy1 happy12 happy123 happyday happiness smile smile1 smiles smiley friend friends friends1 friends4ever
friendship bestfriend bestfriends family family1 family4 family5 mother mother1 father father1 mommy mommy1 daddy
daddy1 daddysgirl babygirl babygirl1 babygirl12 babyboy babyboy1 baby baby1 baby123 babyblue babydoll babyface sister
sisters brother brother1 brothers grandma grandpa sweet sweet1 sweet16 sweetheart sweetie sweetie1 sweetness sweetpea
sweetpea1 honey honey1 honeybee sugar sugar1 candy candy1 candy123 chocolate chocolate1 cookie cookie1 cookie123 cookies
cookies1 cupcake cupcake1 muffin muffin1 peanut peanut1 butter peanutbutter pickle pickles pumpkin pumpkin1 banana
banana1 orange orange1 cherry cherry1 strawberry strawberry1 blueberry lemon pepper pepper1 ginger ginger1 vanilla
cinnamon coffee coffee1 pizza pizza1 pizza123 cheese cheese1 chicken123 bacon burger taco whiskey vodka guinness
corona tequila champagne cocacola cocacola1 pepsi pepsi1 mcdonalds starbucks
flower flower1 flower123 flowers flowers1 rose rose123 roses sunflower daisy daisy1 daisy123 lily violet violet1 jasmin
orchid garden forest forest1 mountain mountain1 river ocean ocean1 beach beach1 island island1 rainbow rainbow1 rainbow2
rainbow6 star star123 stars starlight stardust stargate starwars starwars1 starwars123 startrek startrek1 skywalker
darthvader matrix matrix1 gandalf gandalf1 frodo hobbit legolas aragorn harrypotter harrypotter1 hogwarts hermione
gryffindor dumbledore voldemort hunter hunter1 hunter12 hunter123 hunter2 killer killer1 killer12 killer123 ninja ninja1
ninja123 pirate pirate1 pirates samurai samurai1 warrior warrior1 warriors soldier soldier1 sniper sniper1 assassin
assassin1 knight knight1 wizard wizard1 magic magic1 magic123 mystery legend legend1 legendary hero heroes naruto
naruto1 naruto123 sasuke sasuke1 itachi uchiha goku dragonball dragonballz bleach onepiece luffy pikachu pikachu1 zelda
mario mario123 sonic sonic1 halo halo123 warcraft warcraft1 starcraft diablo diablo1 counterstrike callofduty
gamer gamer123 gaming player player1 playboy playboy1 playgirl
rockstar rockstar1 rocknroll rockyou rockon rocky rocky1 rocky123 metallica metallica1 slipknot slipknot1 nirvana
nirvana1 greenday greenday1 blink182 linkinpark linkinpark1 eminem eminem1 tupac 2pac snoopdogg 50cent justinbieber
onedirection onedirection1 onedirection5 beatles thebeatles elvis guitar guitar1 guitar12 drummer drummer1 music music1
music123 musica musica1 musiclover melody dancer dancer1 dancing disco hiphop reggae bobmarley marley marley1 jamaica
jamaica1 michaeljackson beyonce rihanna
silver silver1 gold golden golden1 diamond diamond1 diamonds crystal crystal1 ruby emerald sapphire pearl purple purple1
purple12 purple123 pink pink123 pinky pinky1 blue blue123 blue1234 blueblue blueeyes blueeyes1 bluebird green green123
green1 greenday123 red123 redred black black1 black123 blackcat blackjack blackbird blackberry white white1 whitehouse
yellow yellow1 brown brownie scarlet thunder thunder1 lightning lightning1 storm storm1 stormy snow snowball snowflake
snowman fire firefire fireball firefly fireman flame ice iceman iceman1 icecream icecream1 midnight midnight1 moon
moonlight moonlight1 sunset sunrise sunny sunny1 sunny123 sunday123 galaxy galaxy1 cosmos universe
fuckyou fuckyou1 fuckyou2 fuckyou12 fuckyou123 fuckyou! fuckoff fuckoff1 fuckme fuckthis fucker fucker1 motherfucker
bullshit asshole asshole1 bitch bitch1 bitches shithead pussy pussy1 pussycat sexy sexy1 sexy12 sexy123 sexygirl sexyboy
sexylady sexymama sexybitch sexsex sex123 sex69 horny dick dickhead bigdick bigcock bigdaddy bigboy bigboy1 bigmac
biggie biggirl hardcore hottie hottie1 hotgirl hotboy hotstuff naughty nasty badboy badboy1 badgirl badass badass1
gangster gangster1 gangsta gangsta1 thug thuglife pimp pimpin pimping pimp123 player123 stupid stupid1 idiot loser
loser1 whatever whatever1 whatever123 whocares nothing nothing1 nobody noone someone something forever forever1
forever21 always always1 never neveragain nevermind memories remember forgot forget forgetit dontforget idontknow
dontknow unknown unknown1 fuckit trustno1 trustnoone trustme believe believe1 imagine dreamer dreamer1 dreams dream1
cool cool123 cooldude coolcat coolguy coolgirl crazy crazy1 crazy123 crazygirl awesome awesome1 awesome123 perfect
perfect1 amazing beautiful beautiful1 gorgeous handsome pretty pretty1 prettygirl cutie cutie1 cutiepie cutiepie1 hello
hello1 hello12 hello123 hello1234 hello12345 hellohello hello! helloworld hellokitty hellokitty1 hellothere hola hola123
holahola bonjour bonjour1 bonjour123 hallo hallo1 hallo12 hallo123 hallo1234 hallohallo ciao ciaociao ciao123 hejhej
hejsan hejhej1 moimoi salut privet privet123 merhaba namaste aloha goodbye goodluck goodmorning thankyou thankyou1
please please1 yesyes yes123 nono okokok lol123 lollol lollol123 lolol lolipop lollipop lollipop1 haha123 hahaha
hahaha1 hahahaha blahblah blabla blablabla bubba bubba1 bubbles bubbles1 buddy buddy1 buddy123 buster buster1 bailey
bailey1 bella bella1 bella123 molly molly1 molly123 maggie maggie1 max maxmax max123 maximus lucy lucy123 sadie sasha
sasha1 oscar oscar1 oscar123 toby jack jack123 jackass jackass1 duke dexter dexter1 simba simba1 simba123 tinkerbell
tinkerbell1 snoopy snoopy1 garfield garfield1 mickey mickey1 mickeymouse minnie minnie1 donald donald1 disney disney1
disneyland winnie winnie1 winniethepooh pooh poohbear poohbear1 barbie barbie1 spongebob spongebob1 scooby scoobydoo
scooby1 simpsons homer bart southpark cartman cartman1 stitch elmo elmo123 barney barney1 shrek nemo
school school1 student student1 student123 teacher teacher1 college university education library science physics
chemistry history english spanish math123 mathematics doctor doctor1 nurse nursing lawyer engineer engineer1 driver
fireman1 police army marine marines usmc navy airforce military soldier123 office office1 office123 business business1
company company1 company123 company123! finance marketing sales sales123 support support1 support123 service service1
helpdesk backup backup1 backup123 admin1! qwerty qwerty1 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty!
qwerty123! qwertyui qwertyuiop qwertyu qwerty7 qwerty77 qwerty78 qwerty89 qwerty99 qwe123 qwe123qwe qwe12345 qweqwe
qweqweqwe qweasd qweasd123 qweasdzxc qweasdzxc123 qwer1234 qwer12345 qwert qwert1 qwert123 qwert12345 1qaz2wsx
1qaz2wsx3edc 1qaz1qaz 1qazxsw2 1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r! q1w2e3 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
zaq12wsx zaq1zaq1 zaq1xsw2 zaq123 zaqwsx qazwsx qazwsx1 qazwsx12 qazwsx123 qazwsxedc qazwsxedc123 qazqaz qazxsw qazxswedc
2wsx3edc 3edc4rfv !qaz2wsx !qaz1qaz 1234qwer 12345qwert 123qwe 123qwe123 123qweasd 123qweasdzxc 12qwaszx 12qw34er
asdf asdf1 asdf12 asdf123 asdf1234 asdf12345 asdfasdf asdfasdf1 asdfgh asdfgh1 asdfgh12 asdfghj asdfghjk asdfghjkl
asdfghjkl1 asdfjkl asdfjkl; asd123 asd123asd asdasd asdasd1 asdasd123 asdasdasd asdqwe123 asdzxc asdzxc123 aqswdefr
zxcvbn zxcvbn1 zxcvbnm zxcvbnm1 zxcvbnm123 zxcvb zxc123 zxczxc zxcasdqwe zxcasdqwe123 poiuytrewq mnbvcxz lkjhgfdsa
azerty azerty1 azerty12 azerty1234 azertyuiop qwertz qwertz1 qwertz123 qwertzuiop asdfghjklö йцукен йцукенг пароль
пароль123 любовь привет наташа максим марина андрей солнышко
abc abc1 abc12 abc123 abc1234 abc12345 abc123456 abc123! abcabc abcabc123 abcd abcd1 abcd12 abcd123 abcd1234 abcd12345
abcd123456 abcde abcde1 abcde123 abcde12345 abcdef abcdef1 abcdef123 abcdefg abcdefg1 abcdefg123 abcdefgh abcdefgh1
abcdefghi abcdefghij a123 a1234 a12345 a123456 a1234567 a12345678 a123456789 a1b2c3 a1b2c3d4 a1b2c3d4e5 a1s2d3f4
aa123456 aa12345678 aa112233 aaa111 aaa123 aaa111222 aabbcc as123456 123abc 123abc123 1234abcd 12345abc 123456a 123456aa
123456ab 123456abc 1234567a 12345678a 123456789a 1234567890a 123456q 123456qwerty 12345qwerty q123456 q123456789 w123456
z123456 s123456 m123456 x123456 qq123456 zz123456 ab123456 abc123abc
1234 12345 123456 1234567 12345678 123456789 1234567890 12345678910 123456789012 0123456 01234567 012345678 0123456789
123 1230 1231 123123 1231234 12312312 123123123 123123a 123321 1233211 123321123 12344321 1234321 1234554321 123454321
12341234 123412345 1234512345 123451234 123456123 123456123456 1234561 12345612 1234567891 12345678901 123456987
123456654321 1234567887654321 123654 1236547 12365478 123654789 1237895 123698745 1236987 12369874 124578 12457896
125125 1313 131313 13131313 135790 1357913579 13579 135792468 147147 147147147 14725836 147258 1472583 147258369
1472583690 147852 147852369 147896325 14789632 1478963 159159 159357 159753 15975300 159753456 159951 159951159
159357456 159357258 1597532486 1596321 1598753 151515 161616 171717 181818 191919 1919 2000 20002000 200000 2020 20202020
202020 2012 20122012 2010 20102010 2021 20212021 2022 20222022 2023 20232023 2024 20242024 2025 20252025 212121 21212121
222333 223344 22334455 232323 23232323 242424 252525 25252525 256256 258258 258456 258852 262626 272727 282828 292929
303030 31415926 314159 3141592654 323232 333666 333777 343434 363636 369369 369258147 369852147 369963 414141 420420
420247 424242 434343 4545 454545 45454545 456123 456456 456456456 456654 456789 456852 4815162342 484848 494949 5050
505050 515151 51505150 5201314 520520 520131400 525252 535353 545454 556677 565656 5656 575757 585858 595959 606060
616161 626262 636363 646464 654321 6543210 654321a 656565 666777 686868 696969 69696969 6969 7007 707070 717171 727272
741852 741852963 7418529630 747474 753159 753951 757575 767676 7654321 777888 777888999 787878 78787878 789456
789456123 7894561230 789456123a 789789 789654 789654123 797979 808080 818181 828282 852456 852963 858585 868686 87654321
876543210 878787 88888 888999 898989 8675309 909090 919191 929292 951753 951357 959595 963258 963852 963852741 969696
979797 987456 987456321 987654 9876543 98765432 987654321 9876543210 9876543211 987654321a 987987 989898 996633 998877
99887766 999888 999888777 999666 911911 112112 112211 112233 11223344 1122334455 112233445566 111222 111222333
111222333444 11112222 1111122222 111333 110110 110119 101010 10101010 10203040 102030 1020304050 100200 100200300 1001
100100 1002 121212 12121212 1212 12131415 121314 1213141516 122333 12233445 123000 1234000 000123 00001234 001122 010101
01010101 010203 01020304 0102030405 020202 007007 007 0070 010203040506 01012000 01011990 01011980 01011991 01012001
19901990 19911991 19921992 19931993 19941994 19951995 19961996 19971997 19981998 19991999 19801980 19851985 19861986
19871987 19881988 19891989 1984 1985 1986 1987 1988 1989 1990 1991 1992 1993 1994 1995 1996 1997 1998 1999 2001 2002
correcthorsebatterystaple correcthorse correct horse battery staple thisisapassword thisismypassword notapassword
idontknowmypassword donttellanyone noonewillguess whatismypassword mypasswordis mypassword1 mypassword123 iforgot
iforgotmypassword password_123 password-123 password.1 p@ssword p@ssw0rd p@ssword1 p@ssw0rd1 p@ssw0rd123 p@ssword123
p@55w0rd pa$$word pa$$w0rd pa55word pa55w0rd passw0rd1 passw0rd123 passw0rd! p4ssw0rd p4ssword qwerty@123 admin@1234
welcome@1 test@123 test@1234 user@123 india@123 abcd@1234 abc@123 abc@1234 root@123 pass@123 pass@1234 pass@word1
login@123 hello@123 p@$$w0rd p@$$word !@#$%^&* !@#$%^ !@#$%^&*() 1!2@3#4$ zaq!2wsx 1qaz@wsx qwer!234
`;
