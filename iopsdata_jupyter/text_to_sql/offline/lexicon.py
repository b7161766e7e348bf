"""What the translator knows of English: synonyms, abbreviations, comparison and superlative words.

Written for this project. Words stand in their singular form (see `stemming.py`).
"""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "num": ("number",), "no": ("number",), "nbr": ("number",), "nr": ("number",), "qty": ("quantity",),
    "amt": ("amount",), "acc": ("account",), "acct": ("account",), "bal": ("balance",), "addr": ("address",),
    "cust": ("customer",), "emp": ("employee",), "dept": ("department",), "mgr": ("manager",),
    "dob": ("birth", "date"),
    "desc": ("description",), "descr": ("description",), "yr": ("year",), "avg": ("average",),
    "pct": ("percent",),
    "perc": ("percent",), "lname": ("last", "name"), "fname": ("first", "name"),
    "bdate": ("birth", "date"), "dst": ("destination",),
    "minit": ("middle", "initial"), "lang": ("language",),
    "pop": ("population",), "cat": ("category",), "tel": ("telephone",), "max": ("maximum",),
    "min": ("minimum",),
    "org": ("organization",), "univ": ("university",), "prof": ("professor",), "stu": ("student",),
    "temp": ("temperature",),
    "info": ("information",), "loc": ("location",), "pos": ("position",), "pts": ("point",), "gd": ("grade",),
    "st": ("state",), "sal": ("salary",), "tot": ("total",), "cred": ("credit",), "dest": ("destination",),
    "src": ("source",), "ref": ("reference",), "trans": ("transaction",), "attr": ("attribute",),
    "prod": ("product",),
    "inst": ("institution",), "lat": ("latitude",), "long": ("longitude",), "lng": ("longitude",),
    "tz": ("timezone",),
    "mfg": ("manufacturer",), "mpg": ("mile", "gallon"), "hr": ("hour",), "hrs": ("hour",),
    "secs": ("second",),
    "sqft": ("square", "foot"), "elev": ("elevation",), "dist": ("distance",), "oid": ("id",),
    "uid": ("user", "id"),
    "pid": ("id",), "sid": ("id",), "cid": ("id",), "eid": ("id",), "fid": ("id",), "aid": ("id",),
    "did": ("id",),
    "tid": ("id",), "bid": ("id",), "mid": ("id",), "rid": ("id",), "gid": ("id",), "ssn": ("ssn",),
    "ids": ("id",),
    "crs": ("course",), "bldg": ("building",), "sem": ("semester",), "spec": ("specialty",),
    "cnt": ("count",),
}  # fmt: skip

RESERVED = word_set(
    """ALL ALTER ANALYSE ANALYZE AND ANY AS ASC BETWEEN BOTH BY CASE CAST CHECK COLLATE COLUMN
    CONSTRAINT CREATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEFAULT DELETE
    DESC DISTINCT DO DROP ELSE END EXCEPT EXISTS FALSE FETCH FOR FOREIGN FROM FULL FUNCTION GRANT
    GROUP HAVING IF IN INDEX INNER INSERT INTERSECT INTERVAL INTO IS JOIN KEY KEYS LATERAL LEADING
    LEFT LIKE LIMIT LOCALTIME LOCALTIMESTAMP MATCH NATURAL NOT NULL OFFSET ON ONLY OR ORDER OUTER
    OVER PARTITION PIVOT PLACING PRIMARY QUALIFY RANGE RANK REFERENCES REGEXP REPLACE RETURNING
    RIGHT ROW ROWS SCHEMA SELECT SESSION_USER SET SHOW SIMILAR SOME SYSTEM TABLE TABLES THEN TO
    TRAILING TRIGGER TRUE UNION UNIQUE UNPIVOT UPDATE USE USER USING VALUES VIEW WHEN WHERE WINDOW
    WITH GROUPS CHANGE RELEASE SIGNAL CONDITION CURSOR DATABASE DESCRIBE EXPLAIN OPTION READ WRITE
    LINES LOAD LOCK LONG MOD NUMERIC PROCEDURE PURGE TRANSACTION"""
)

NUMBER_WORDS: dict[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "hundred": 100,
    "once": 1, "twice": 2, "zero": 0,
}  # fmt: skip
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
PHRASES: dict[str, tuple[str, ...]] = {
    "forename": ("first", "name"), "surname": ("last", "name"), "birthday": ("birth", "date"),
    "birthdate": ("birth", "date"),
    "zip": ("zip", "code"), "zipcode": ("zip", "code"), "homepage": ("web", "site"),
    "headcount": ("employee", "number"),
    "birthplace": ("birth", "place"), "dob": ("birth", "date"), "fullname": ("full", "name"),
    "website": ("web", "site"),
}  # fmt: skip
"""Words that stand for several words of a name."""

COMPOUND_NOUNS = frozenset({("population", "density"), ("price", "range"), ("sales", "tax")})
"""Pairs in which the first word says which kind of the second is meant, and names nothing by itself."""

SCALES: dict[str, float] = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "hundred": 100,
    "k": 1e3,
    "m": 1e6,
}

FUNCTION_WORDS = word_set(
    """a an the of in on at to for from by with and or but not no is are was were be been being am
    do does did have has had having what which who whom whose where when why how that this these
    those there it its they them their he she his her you your we our i me my us can could will
    would shall should may might must please tell give show list find return display get all any
    some each every both either than then as if so such into through during within about between
    also only just very much many more most less least few fewest per let know want see whose's
    belong belongs respectively corresponding different distinct unique along together 's s ones
    one's well using used use total average number count sum maximum minimum mean highest lowest top
    bottom order ordered sort sorted descending ascending alphabetical alphabetically group grouped
    across among amongst out up down over under above below after before since until ever never
    without whether other others another same least lexicographic lexicographically"""
)
"""Words that ask rather than name something; a query need not place them."""

UNLINKABLE = FUNCTION_WORDS - word_set(
    """total average number count order maximum minimum show list use group top mean"""
)
"""Words that no column or table is linked by alone."""

_SYNONYM_LINES = """
customer client buyer shopper patron purchaser consumer
employee staff worker personnel
product item good goods article merchandise commodity
company firm business enterprise corporation organization organisation agency
shop store outlet retailer
country nation
city town municipality
state province region
movie film picture
song track music tune
singer vocalist artist musician performer
teacher instructor professor lecturer tutor faculty
student pupil learner
course class lesson subject
school college university academy institution institute
car vehicle automobile auto
airplane plane aircraft jet
airport aerodrome
flight trip journey
hospital clinic
doctor physician
patient sick
medicine drug medication
book volume publication
author writer
paper article
player athlete sportsman competitor
team club squad side
match game
competition contest tournament championship race
stadium arena venue
concert show performance
salary wage pay earnings income compensation
price cost fee charge expense
amount sum value total
revenue turnover sell income earning
quantity amount number unit
age old young
birth birthday birthdate
date day time
year
name title label called named
first forename given
last surname family
address location residence street
location place position site where venue
phone telephone cell mobile
email mail e-mail
zip postcode postal
job occupation profession position work career role
title name
description detail explanation
detail information description
type kind category sort class genre
category type kind class
code
gender sex
nationality citizenship country
language tongue
rating score grade rate
score point mark rating
rank ranking position
capacity size seat
size area big
weight heavy mass
height tall high altitude elevation
length long
width wide broad
depth deep
distance far range
speed fast
duration length time
population inhabitant resident people citizen live person
area size big large square
density dense
elevation altitude height high
capital
river stream
mountain mount peak
lake
border neighbor neighbour adjacent surround adjoin next touch abut
traverse run flow cross go pass travel wash
budget fund money
account
balance
loan credit
bank
branch office
department division unit
manager boss supervisor head chief leader
headquarters headquarter
owner possessor proprietor
member
document file record
order purchase
invoice bill
payment pay
ship shipment delivery deliver
supplier vendor provider
manufacturer maker producer brand
model
color colour
status state condition
result outcome
start begin
end finish
founded established created creation opening opened found
hire employ join
visit attend come tourist
attendance audience spectator viewer
event activity happening
festival
award prize honor
vote ballot
candidate nominee
party
election
court
crime offence
apartment flat unit
building house structure property
room
hotel inn
guest visitor
reservation booking
restaurant eatery diner
dish food meal cuisine
recipe
wine grape
pet animal
dog puppy
cat
enroll register registration enrollment
grade mark
credit
semester term
major field
advisor adviser counselor
dorm dormitory
sport
coach trainer
gas gasoline
engine
horsepower power
station stop terminal
train railway
platform
bridge
ship boat vessel
captain
island
web website site homepage internet
user member account
friend buddy
message
post article
comment remark
review
channel
program programme show
episode
series show
director filmmaker
actor performer cast
camera
photo picture image
museum gallery exhibition
ticket
insurance policy
claim
settlement
contract agreement
project
grant fund
research study
scientist researcher
journal magazine periodical
conference workshop meeting
citation
affiliation
degree
certificate licence license
discount rebate
warehouse storehouse depot
stock inventory
part component
fault defect problem
complaint
problem issue trouble
ticket
log entry
role part
nomination
kid child
parent
wife husband spouse
money cash dollar
percentage percent share rate
hour
minute
second
week weekly
quarter quarterly
day daily
temperature
weather climate
farm
race
driver
mile kilometer
gallon
"""


def _groups() -> dict[str, frozenset[str]]:
    """Word -> the words that may stand for it; a word may belong to several groups."""
    found: dict[str, set[str]] = {}
    for line in _SYNONYM_LINES.strip().splitlines():
        words = line.split()
        for word in words:
            found.setdefault(word, set()).update(other for other in words if other != word)
    return {word: frozenset(others) for word, others in found.items()}


SYNONYMS = _groups()

MEASURES: dict[str, tuple[str, ...]] = {
    "old": ("age", "birth", "year", "founded"), "young": ("age", "birth"), "new": ("year", "date", "opening"),
    "recent": ("date", "year", "time"), "recently": ("date", "year", "time"), "late": ("date", "year",
    "time"), "early": ("date", "year", "time"),
    "tall": ("height",), "high": ("height", "elevation", "altitude"), "low": ("elevation", "depth"),
    "long": ("length", "duration", "distance"), "short": ("length", "height", "duration"),
    "large": ("area", "population", "size", "capacity"), "big": ("area", "population", "size", "capacity"),
    "small": ("area", "population", "size", "capacity"), "great": ("amount",),
    "heavy": ("weight",), "light": ("weight",), "fast": ("speed", "time", "horsepower", "accelerate"),
    "slow": ("speed", "time"), "expensive": ("price", "cost", "fee"), "cheap": ("price", "cost", "fee"),
    "costly": ("price", "cost"), "rich": ("money", "income", "balance", "salary", "asset"),
    "popular": ("rating", "population"),
    "good": ("rating", "score", "rank", "grade"), "bad": ("rating", "score", "rank"), "dense": ("density",),
    "populous": ("population",), "populated": ("population",), "wide": ("width",), "deep": ("depth",),
    "far": ("distance",),
    "close": ("distance",), "busy": ("passenger",), "earn": ("salary", "income", "earning"),
    "cost": ("price", "cost"),
    "live": ("population", "address", "city"), "people": ("population",), "people's": ("population",),
    "person": ("population",), "inhabitant": ("population",), "citizen": ("population",),
    "resident": ("population",),
    "old age": ("age",), "sell": ("sell", "revenue"), "far away": ("distance",), "powerful": ("horsepower",
    "power"),
    "profitable": ("profit",), "valuable": ("value",), "strong": ("strength",), "hot": ("temperature",),
    "cold": ("temperature",), "warm": ("temperature",), "highly": ("rating",), "when": ("date", "year",
    "time"),
    "where": ("location", "city", "address", "state", "country", "place"), "who": ("name",),
    "born": ("birth",),
    "located": ("location", "city", "address", "country"), "locate": ("location", "city", "address",
    "country"),
    "earliest": ("date", "year"), "latest": ("date", "year"),
}  # fmt: skip
"""Adjectives, verbs and question words -> words of the columns that they measure."""

SUPERLATIVES: dict[str, tuple[str, str]] = {
    "oldest": ("old", "max"), "eldest": ("old", "max"), "youngest": ("young", "min"), "newest": ("new",
    "max"),
    "latest": ("late", "max"), "earliest": ("early", "min"), "tallest": ("tall", "max"),
    "highest": ("high", "max"),
    "lowest": ("low", "min"), "longest": ("long", "max"), "shortest": ("short", "min"),
    "largest": ("large", "max"),
    "biggest": ("big", "max"), "smallest": ("small", "min"), "greatest": ("great", "max"),
    "heaviest": ("heavy", "max"),
    "lightest": ("light", "min"), "fastest": ("fast", "max"), "slowest": ("slow", "min"),
    "cheapest": ("cheap", "min"),
    "richest": ("rich", "max"), "best": ("good", "max"), "worst": ("bad", "min"), "widest": ("wide", "max"),
    "deepest": ("deep", "max"), "closest": ("close", "min"), "nearest": ("close", "min"),
    "farthest": ("far", "max"),
    "furthest": ("far", "max"), "densest": ("dense", "max"),
    "sparsest": ("dense", "min"), "busiest": ("busy", "max"), "hottest": ("hot",
    "max"),
    "coldest": ("cold", "min"), "priciest": ("expensive", "max"), "strongest": ("strong", "max"),
    "costliest": ("costly", "max"), "older": ("old", "more"), "younger": ("young", "less"),
    "newer": ("new", "more"),
    "later": ("late", "more"), "earlier": ("early", "less"), "taller": ("tall", "more"), "higher": ("high",
    "more"),
    "lower": ("low", "less"), "longer": ("long", "more"), "shorter": ("short", "less"), "larger": ("large",
    "more"),
    "bigger": ("big", "more"), "smaller": ("small", "less"), "greater": ("great", "more"),
    "heavier": ("heavy", "more"),
    "lighter": ("light", "less"), "faster": ("fast", "more"), "slower": ("slow", "less"),
    "cheaper": ("cheap", "less"),
    "wider": ("wide", "more"), "deeper": ("deep", "more"),
}  # fmt: skip
"""Superlatives and comparatives -> (adjective, which end or direction)."""

VALUE_WORDS: dict[str, tuple[str, ...]] = {
    "female": ("f", "female", "woman"), "male": ("m", "male", "man"), "woman": ("f", "female"),
    "man": ("m", "male"),
    "girl": ("f", "female"), "boy": ("m", "male"), "yes": ("y", "yes", "true"), "no": ("n", "no", "false"),
    "american": ("usa", "united states", "us", "america", "american"), "usa": ("united states", "us",
    "america"),
    "us": ("usa", "united states"), "american's": ("usa",), "uk": ("united kingdom", "england"),
    "british": ("uk", "united kingdom", "england", "britain"), "english": ("england",), "french": ("france",),
    "german": ("germany",), "spanish": ("spain",), "dutch": ("netherlands",), "swedish": ("sweden",),
    "danish": ("denmark",),
    "polish": ("poland",), "chinese": ("china",), "japanese": ("japan",), "greek": ("greece",),
    "irish": ("ireland",),
    "scottish": ("scotland",), "welsh": ("wales",), "swiss": ("switzerland",), "turkish": ("turkey",),
    "finnish": ("finland",),
}  # fmt: skip
"""Words of a question -> values that data often holds for them."""
