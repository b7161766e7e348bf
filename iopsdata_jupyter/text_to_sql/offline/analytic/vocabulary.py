"""Words of analysts: aggregates, measures, comparisons, periods. Written for this project; lower case."""

from __future__ import annotations

from iopsdata_jupyter.text_to_sql.offline.analytic.phrases import phrases, words

AGGREGATES: dict[str, str] = {
    "total": "sum",
    "sum of": "sum",
    "sum": "sum",
    "combined": "sum",
    "overall": "sum",
    "total sum of": "sum",
    "average": "avg",
    "mean": "avg",
    "avg": "avg",
    "avg.": "avg",
    "typical": "avg",
    "on average": "avg",
    "minimum": "min",
    "min": "min",
    "lowest": "min",
    "smallest": "min",
    "shortest": "min",
    "cheapest": "min",
    "maximum": "max",
    "max": "max",
    "highest": "max",
    "largest": "max",
    "biggest": "max",
    "longest": "max",
    "greatest": "max",
    "earliest": "min",
    "latest": "max",
    "most recent": "max",
}
"""Phrase -> SQL aggregate."""

ORDINALS: dict[str, int] = {
    **{
        word: place
        for place, word in enumerate(
            words("second third fourth fifth sixth seventh eighth ninth tenth"), start=2
        )
    },
    **{word: place for place, word in enumerate(words("2nd 3rd 4th 5th 6th 7th 8th 9th 10th"), start=2)},
}
"""Word -> place in a ranking."""

METRICS: dict[str, str] = {
    "revenue": "revenue",
    "revenues": "revenue",
    "sales": "revenue",
    "turnover": "revenue",
    "takings": "revenue",
    "sales revenue": "revenue",
    "sales amount": "revenue",
    "sales value": "revenue",
    "spend": "revenue",
    "spending": "revenue",
    "sales volume": "revenue",
    "amount spent": "revenue",
    "money spent": "revenue",
    "quantity sold": "quantity",
    "units sold": "quantity",
    "units": "quantity",
    "items sold": "quantity",
    "unit sales": "quantity",
    "pieces": "quantity",
    "pieces sold": "quantity",
    "sold quantity": "quantity",
    "quantity": "quantity",
    "quantities": "quantity",
    "sold units": "quantity",
    "quantity ordered": "quantity",
    "profit": "profit",
    "gross profit": "profit",
    "gross margin": "profit",
    "margin": "profit",
    "profits": "profit",
}
"""Phrase -> the business measure it names; `ground.py` finds its formula in a schema."""

MONEY = frozenset({"amount", "total", "subtotal", "value", "paid", "grand"})
TRANSACTIONS = frozenset(
    words("""
    order sale sell invoice payment transaction purchase booking bill charge receipt rental reservation
    shipment item line detail contract
    """)
)
REVERSALS = frozenset(
    words("""
    return refund discount credit target budget forecast plan archive history audit log stock inventory
    quote
    """)
)
"""Words of tables whose figures are not what a plain `amount` or `quantity` means."""

ADDITIVE = frozenset(
    words("""
    amount total quantity revenue cost spend expense budget hour minute second unit point passenger
    population credit debit fee tax payment deposit discount refund sale sell visit click impression
    view download mileage mile volume weight energy consumption usage seat capacity attendance stock
    stay day loss profit gain salary freight shipping commission bonus defect goal assist injury
    """)
)
"""Words of columns that can be summed when a question names no aggregate; others are averaged."""

GENERIC = frozenset(
    words("""
    name id total number code at on date value usd eur gbp kg m2 cm km m in of the is no title label key
    time current full percent pct count s ms celsius c f type m l mm t g hz w kw kwh mb gb sqm lb
    """)
)
"""Words that a column's name may have beyond what a question says of it, at little cost."""

ALIASES: dict[str, tuple[str, ...]] = {
    "value": ("amount", "total"),
    "amount": ("total", "value"),
    "price": ("price",),
    "wage": ("salary",),
    "pay": ("salary",),
    "line": ("item",),
    "kind": ("type", "category"),
    "sex": ("gender",),
    "earning": ("salary",),
    "income": ("salary", "income"),
    "name": ("name", "title"),
    "e-mail": ("email",),
    "mail": ("email",),
    "duration": ("minute", "hour", "second", "length"),
    "tier": ("level",),
    "size": ("area",),
    "job": ("role", "position"),
    "stage": ("status",),
    "state": ("status",),
    "score": ("grade", "mark", "rating"),
    "grade": ("score",),
    "mark": ("score", "grade"),
    "staff": ("employee",),
    "head": (),
    "signup": ("signup", "registered", "joined"),
    "measurement": ("reading",),
    "country": ("country", "nation"),
    "pupil": ("student",),
    "worker": ("employee",),
    "people": ("person",),
    "plan": ("plan",),
    "client": ("customer",),
    "shop": ("store",),
    "site": ("location",),
}
"""Lemma -> words of names that it may stand for, beside the general synonyms."""

ADJECTIVES: dict[str, tuple[tuple[str, ...], bool]] = {
    "expensive": (("price", "cost", "fee", "rate", "amount"), True),
    "cheap": (("price", "cost", "fee", "amount"), False),
    "costly": (("cost", "price"), True),
    "old": (("birth", "age", "hire"), True),
    "young": (("birth", "age"), False),
    "heavy": (("weight",), True),
    "light": (("weight",), False),
    "large": (("area", "size", "amount", "capacity", "bed", "seat"), True),
    "big": (("area", "size", "amount", "capacity", "population", "bed", "seat"), True),
    "small": (("area", "size", "amount"), False),
    "long": (("length", "duration", "distance", "minute", "day"), True),
    "short": (("length", "duration", "day"), False),
    "paid": (("salary",), True),
    "rated": (("rating", "score"), True),
    "tall": (("height",), True),
    "fast": (("speed",), True),
    "profitable": (("profit", "margin"), True),
    "valuable": (("value", "amount"), True),
    "high": (("height", "elevation", "altitude"), True),
    "populous": (("population",), True),
}
"""Adjective -> (words of the columns that measure it, whether more of it means a higher figure)."""

SUPERLATIVE_FORMS: dict[str, str] = {
    "cheapest": "cheap",
    "oldest": "old",
    "youngest": "young",
    "heaviest": "heavy",
    "lightest": "light",
    "largest": "large",
    "biggest": "big",
    "smallest": "small",
    "longest": "long",
    "shortest": "short",
    "tallest": "tall",
    "fastest": "fast",
    "priciest": "expensive",
    "costliest": "costly",
    "highest": "high",
}

COMPARISONS: tuple[tuple[str, str], ...] = tuple(
    (phrase, operator)
    for operator, phrases in {
        ">": "more than|greater than|over|above|higher than|larger than|bigger than|exceeding|in excess of|"
        "longer than|that exceeds|exceeds|exceed|heavier than|greater|>|bigger|older than|upwards of",
        "<": "less than|fewer than|under|below|lower than|smaller than|shorter than|cheaper than|"
        "lighter than|<|younger than|not more",
        ">=": "at least|no less than|not less than|no fewer than|minimum of|a minimum of|>=|or more than",
        "<=": "at most|no more than|not more than|up to|maximum of|a maximum of|<=|not over|not above",
        "=": "exactly|equal to|equals|precisely|=|==",
        "!=": "not equal to|different from|other than|!=|<>",
    }.items()
    for phrase in phrases.split("|")
)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}

BUCKETS: dict[str, str] = {
    "day": "day",
    "date": "day",
    "daily": "day",
    "week": "week",
    "weekly": "week",
    "month": "month",
    "monthly": "month",
    "quarter": "quarter",
    "quarterly": "quarter",
    "year": "year",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "calendar month": "month",
    "weekday": "weekday",
    "day of week": "weekday",
    "day of the week": "weekday",
    "hour": "hour",
    "hourly": "hour",
    "hour of day": "hour",
    "hour of the day": "hour",
    "calendar year": "year",
    "calendar week": "week",
    "month of the year": "month of year",
    "month of year": "month of year",
}
"""Word -> time bucket."""

RELATION_VERBS: dict[str, tuple[str, ...]] = {
    "bought": ("order", "purchase", "sale", "sell", "item", "ticket"),
    "buy": ("order", "purchase", "sale", "sell", "ticket"),
    "ordered": ("order", "item"),
    "order": ("order",),
    "purchased": ("purchase", "order", "sale", "sell", "ticket"),
    "purchase": ("purchase", "order"),
    "sold": ("sale", "sell", "item", "order", "ticket"),
    "returned": ("return",),
    "return": ("return",),
    "rented": ("rental",),
    "visited": ("visit", "appointment", "admission"),
    "subscribed": ("subscription",),
    "paid": ("payment",),
    "enrolled": ("enrollment", "enrolment"),
    "booked": ("booking", "reservation"),
    "shipped": ("shipment",),
    "delivered": ("delivery",),
    "admitted": ("admission", "visit", "stay"),
    "reviewed": ("review",),
    "logged in": ("login", "event"),
    "prescribed": ("prescription",),
    "applied": ("application",),
    "registered": ("registration",),
    "complained": ("complaint",),
    "sponsored": ("sponsorship",),
}
"""Verb -> words of the tables in which such an event is a row."""

COUNTRIES = frozenset(
    words("""
    afghanistan albania algeria argentina armenia australia austria azerbaijan bahrain bangladesh
    belarus belgium bolivia botswana brazil bulgaria cambodia cameroon canada chile china colombia
    croatia cuba cyprus czechia denmark ecuador egypt estonia ethiopia finland france georgia germany
    ghana greece guatemala honduras hungary iceland india indonesia iran iraq ireland israel italy
    jamaica japan jordan kazakhstan kenya kuwait latvia lebanon libya lithuania luxembourg malaysia
    malta mexico moldova mongolia morocco mozambique myanmar namibia nepal netherlands nicaragua nigeria
    norway oman pakistan panama paraguay peru philippines poland portugal qatar romania russia rwanda
    senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria taiwan
    tanzania thailand tunisia turkey uganda ukraine uruguay uzbekistan venezuela vietnam yemen zambia
    zimbabwe usa uk
    """)
)

DEMONYMS: dict[str, str] = {
    "australian": "australia",
    "austrian": "austria",
    "belgian": "belgium",
    "brazilian": "brazil",
    "canadian": "canada",
    "norwegian": "norway",
    "italian": "italy",
    "indian": "india",
    "russian": "russia",
    "mexican": "mexico",
    "portuguese": "portugal",
    "american": "united states",
    "british": "united kingdom",
    "german": "germany",
    "french": "france",
    "spanish": "spain",
    "dutch": "netherlands",
    "japanese": "japan",
    "irish": "ireland",
    "swedish": "sweden",
    "danish": "denmark",
    "finnish": "finland",
    "swiss": "switzerland",
    "chinese": "china",
    "polish": "poland",
    "greek": "greece",
    "usa": "united states",
    "us": "united states",
    "u.s": "united states",
    "uk": "united kingdom",
    "u.k": "united kingdom",
    "female": "f",
    "male": "m",
    "women": "f",
    "men": "m",
}

FILLERS: tuple[str, ...] = phrases(
    """please | the | a | an | all | our | we | us | me | there | so far | in total | overall | of them |
    respectively | each | in the data | in our data | we have | do we have | ever | currently | and | ,
    | in all | altogether | their"""
)
"""Words between the parts of a question that change nothing."""

PREAMBLES: tuple[str, ...] = phrases(
    """can you | could you | please | i want to see | i want to know | i would like to see | i need | i'd
    like to see | show me | show | list out | list | give me | give | get me | get | find me | find |
    display | tell me | return | calculate | compute | provide | present | report | fetch | retrieve |
    what is | what are | what was | what were | what's | whats | let me see | i'm looking for | the |
    all | all the | our | a list of | list of | list all | who are | who is | which are | an overview of
    | me | determine | a breakdown of | breakdown of | and | let's see | plot | chart"""
)
