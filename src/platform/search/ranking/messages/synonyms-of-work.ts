// Words of everyday English that people use for one another: work, study, money, technology. Knows nothing of ranking.

/** One group a line, written by hand: a word of a group may stand for any other of it. */
export const SYNONYMS_OF_WORK = `
job work career profession occupation employment
position role job
employer company employment
boss manager supervisor
manage management lead
colleague coworker teammate
employee staff worker
hire hired employ recruit recruiter
fire fired layoff
resign quit resignation
promote promotion promoted
salary wage income pay earn earning
raise increase
freelance contractor
resume cv
interview interviewer
apply applied application
offer offered
company firm business enterprise
business startup store entrepreneur
client customer
customer user buyer
meeting appointment call
schedule calendar agenda
deadline due date
milestone phase
task todo assignment
project assignment
plan schedule timeline roadmap
progress status
goal objective target kpi
strategy approach plan
report summary
document documentation doc
presentation slides speech talk
review feedback
colleague team
remote wfh
office workplace
industry field sector
retire retirement retired
school college university
college university campus
class course lesson
course training program workshop
teacher instructor professor tutor
mentor advisor coach
student pupil
study studied studying learn
education degree school
exam test quiz
grade score mark
degree diploma bachelor master
graduate graduated graduation
scholarship grant
homework assignment
research study investigate investigation
thesis dissertation essay
essay paper article draft
write wrote written writing
edit revise revision
publish published publication
cite citation reference source
summary summarize overview
language linguistic
translate translation
math mathematics
calculate calculation compute
probability chance odds likelihood
average mean
percent percentage
equation formula
triangle geometry angle
money cash funds
cost price fee expense
expense spending
spend spent
save savings saving
budget finance financial finances
invest investment investing stocks
bank account
loan debt mortgage
tax taxes
insurance coverage
cheap affordable inexpensive
expensive costly
pay payment paid
subscription plan membership
discount sale coupon
contract agreement
law legal lawyer attorney
government politics political policy
vote election
donate sponsor
sponsor sponsorship endorsement
brand marketing advertise
advertisement ad
computer laptop pc desktop
phone smartphone mobile cellphone
app application
website site webpage web
page screen
internet online web
email mail inbox
password credential passphrase
login signin authentication auth
signup register registration
account profile
permission authorization access
security secure
encrypt encryption
privacy private anonymize
software program
code coding programming
programmer developer engineer coder
develop development build
framework library
library package dependency
install setup
configure configuration settings setup
database db sql
table schema
query request
api endpoint
endpoint route
request call
response reply answer
server backend host
frontend ui interface
ui ux interface design
design layout style
button form
error exception failure
bug defect issue
debug troubleshoot
fix fixed resolve resolved solve solved
test testing tests
deploy deployment deployed release
launch launched release
version release
update updated upgrade
improve improved improvement enhance optimize
optimize optimization performance
performance speed latency
fast quick
slow lag
cache caching
retry retries backoff
limit quota cap
monitor monitoring
analytics tracking metrics
log logging logs
chart graph plot
visualize visualization
export download
import upload
backup restore
feature functionality
requirement need
implement implementation implemented
integrate integration
migrate migration
refactor refactoring
branch commit
docker container
cloud aws hosting
script automation
automate automated automation
search find lookup
sort filter
list enumerate
delete remove
add insert
change modify modified alter
reduce reduced decrease lower
increase grow boost
create generate
compare comparison versus
explain describe clarify
suggest recommend propose
tool software
technology tech stack
idea concept
example sample
guide tutorial
accuracy precision correct
mistake error wrong
correct right
result outcome
effect impact influence
cause reason
reason why because
benefit advantage
method technique approach
step stage
organize structure
include contain
own possess
need require required
allow enable
prevent avoid
number amount count
total sum
daily everyday
weekly week
monthly month
yearly annual
date day
duration length
start launch
current currently now
previous former past
new latest
first initial
last final
`;
