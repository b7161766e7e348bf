"""Ninety-nine queries of the shape of a decision-support benchmark, written for this one.

A retailer's stars: three facts, eight dimensions; CTEs compared with themselves a year later, rollups,
windows, channels put together by UNION, correlated and scalar subqueries, sums of CASE.
"""

from __future__ import annotations

from collections.abc import Callable

FACTS = {"store_sales": "ss", "web_sales": "ws", "mail_sales": "ms"}
DIMENSIONS = {
    "days": ["day_id", "full_date", "year", "quarter", "month", "week", "day_name", "is_holiday"],
    "items": ["item_id", "code", "brand", "class", "category", "colour", "size", "list_price", "maker"],
    "buyers": ["buyer_id", "first_name", "last_name", "birth_year", "country", "home_id", "segment"],
    "homes": ["home_id", "street", "city", "county", "state", "zip", "offset_h"],
    "outlets": ["outlet_id", "outlet_name", "manager", "market", "outlet_city", "outlet_state", "floor_m2"],
    "offers": ["offer_id", "offer_name", "channel_mail", "channel_tv", "cost"],
    "hours": ["hour_id", "hour", "minute", "shift", "meal"],
    "depots": ["depot_id", "depot_name", "depot_city", "depot_state", "capacity"],
}
_KEYS = ("day_id", "item_id", "buyer_id", "home_id", "outlet_id", "offer_id", "hour_id", "depot_id")
_MEASURES_WORDS = "ticket quantity list_price sales_price discount net_paid net_profit tax coupon"
_MEASURES = tuple(_MEASURES_WORDS.split())


def schema() -> dict[str, list[str]]:
    """The columns of all tables."""
    return DIMENSIONS | {
        fact: [f"{short}_{name}" for name in (*_KEYS, *_MEASURES)] for fact, short in FACTS.items()
    }


def queries() -> list[tuple[str, str]]:
    """(name, SELECT) of the ninety-nine."""
    found = []
    for number in range(99):
        template = TEMPLATES[number % len(TEMPLATES)]
        found.append((f"q{number + 1:02d}", template(number)))
    return found


def _fact(number: int) -> tuple[str, str]:
    names = list(FACTS)
    fact = names[number // len(TEMPLATES) % 3]
    return fact, FACTS[fact]


def _year(number: int) -> int:
    return 1998 + number % 5


def year_over_year(number: int) -> str:
    fact, p = _fact(number)
    return f"""
with yearly as (
  select b.buyer_id as customer, b.first_name, b.last_name, b.country, d.year as sold_year,
         sum(((s.{p}_list_price - s.{p}_tax - s.{p}_discount) + s.{p}_sales_price) / 2) as year_total
  from buyers b, {fact} s, days d
  where b.buyer_id = s.{p}_buyer_id and s.{p}_day_id = d.day_id
  group by b.buyer_id, b.first_name, b.last_name, b.country, d.year
  union all
  select b.buyer_id, b.first_name, b.last_name, b.country, d.year, sum(w.ws_net_paid - w.ws_discount)
  from buyers b join web_sales w on b.buyer_id = w.ws_buyer_id join days d on w.ws_day_id = d.day_id
  group by b.buyer_id, b.first_name, b.last_name, b.country, d.year
)
select second.customer, second.first_name, second.last_name, second.country,
       case when first.year_total > 0 then second.year_total / first.year_total end as growth
from yearly first join yearly second on first.customer = second.customer
where first.sold_year = {_year(number)} and second.sold_year = {_year(number)} + 1 and first.year_total > 0
  and case when first.year_total > 0 then second.year_total / first.year_total else 0.0 end > 1.0
order by growth desc, second.customer, second.last_name limit 100"""


def rollup(number: int) -> str:
    fact, p = _fact(number)
    return f"""
select i.category, i.class, i.brand, o.outlet_state, grouping(i.category) + grouping(i.class) as depth,
       sum(s.{p}_net_profit) / nullif(sum(s.{p}_net_paid), 0) as margin, avg(s.{p}_quantity) as quantity,
       avg(s.{p}_list_price) as price, avg(s.{p}_coupon) as coupon, count(*) as sales,
       rank() over (partition by grouping(i.category) + grouping(i.class),
                    case when grouping(i.class) = 0 then i.category end
                    order by sum(s.{p}_net_profit) / nullif(sum(s.{p}_net_paid), 0)) as place
from {fact} s
join days d on d.day_id = s.{p}_day_id join items i on i.item_id = s.{p}_item_id
join outlets o on o.outlet_id = s.{p}_outlet_id
where d.year = {_year(number)} and o.outlet_state in ('TN', 'SD', 'AL', 'GA')
group by rollup (i.category, i.class, i.brand, o.outlet_state)
order by depth desc, case when grouping(i.category) + grouping(i.class) = 0 then i.category end, place
limit 100"""


def weekdays(number: int) -> str:
    fact, p = _fact(number)
    days = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    sums = ",\n".join(
        f"sum(case when d.day_name = '{day}' then s.{p}_sales_price else null end) as {day.lower()}_sales"
        for day in days
    )
    ratios = ", ".join(
        f"y.{day.lower()}_sales / nullif(z.{day.lower()}_sales, 0) as {day.lower()}_ratio" for day in days
    )
    return f"""
with per_week as (
  select d.week, s.{p}_outlet_id as outlet_id, {sums}
  from {fact} s, days d where d.day_id = s.{p}_day_id group by d.week, s.{p}_outlet_id
)
select o.outlet_name, y.week, {ratios}
from per_week y
join outlets o on o.outlet_id = y.outlet_id
join per_week z on z.outlet_id = y.outlet_id and z.week = y.week + 52
where o.outlet_state = 'TN' order by o.outlet_name, y.week limit 100"""


def channels(number: int) -> str:
    parts = "\n union all\n".join(
        f"""select '{fact}' as channel, i.brand, i.class, i.category, d.quarter, h.state,
       sum(s.{p}_quantity * s.{p}_list_price) as sales, count(*) as number_sales, max(s.{p}_tax) as tax
from {fact} s join items i on i.item_id = s.{p}_item_id join days d on d.day_id = s.{p}_day_id
join homes h on h.home_id = s.{p}_home_id
where d.year = {_year(number)} and d.month between {number % 6 + 1} and {number % 6 + 6}
group by i.brand, i.class, i.category, d.quarter, h.state
having sum(s.{p}_quantity * s.{p}_list_price) > (select avg_sales from typical)"""
        for fact, p in FACTS.items()
    )
    averages = " union all ".join(
        f"select {p}_quantity as quantity, {p}_list_price as list_price from {fact}, days "
        f"where {p}_day_id = day_id"
        for fact, p in FACTS.items()
    )
    return f"""
with typical as (select avg(quantity * list_price) as avg_sales from ({averages}) x)
select channel, brand, class, category, state, sum(sales) as sales, sum(number_sales) as number_sales,
       max(tax) as most_tax
from ({parts}) y group by rollup (channel, brand, class, category, state)
order by channel, brand, class, category limit 100"""


def returns(number: int) -> str:
    fact, p = _fact(number)
    return f"""
with total as (
  select s.{p}_buyer_id as buyer_id, h.state as home_state, sum(s.{p}_net_paid) as paid
  from {fact} s, days d, homes h
  where s.{p}_day_id = d.day_id and d.year = {_year(number)} and s.{p}_home_id = h.home_id
  group by s.{p}_buyer_id, h.state
)
select b.buyer_id, b.first_name, b.last_name, b.birth_year, b.country, a.street, a.city, a.county, a.state,
       a.zip, a.offset_h, t1.paid
from total t1, buyers b, homes a
where t1.paid > (select avg(t2.paid) * 1.2 from total t2 where t1.home_state = t2.home_state)
  and a.home_id = b.home_id and a.state = 'GA' and t1.buyer_id = b.buyer_id
order by b.buyer_id, b.first_name, b.last_name, a.street, a.city limit 100"""


def windows(number: int) -> str:
    fact, p = _fact(number)
    return f"""
with monthly as (
  select i.category, i.brand, o.outlet_name, o.market, d.year, d.month, sum(s.{p}_sales_price) as sum_sales,
         avg(sum(s.{p}_sales_price)) over (partition by i.category, i.brand, o.outlet_name, o.market, d.year)
           as avg_monthly,
         rank() over (partition by i.category, i.brand, o.outlet_name, o.market
                      order by d.year, d.month) as rn
  from items i, {fact} s, days d, outlets o
  where s.{p}_item_id = i.item_id and s.{p}_day_id = d.day_id and s.{p}_outlet_id = o.outlet_id
  group by i.category, i.brand, o.outlet_name, o.market, d.year, d.month
), beside as (
  select v1.*, before.sum_sales as last_month, after.sum_sales as next_month
  from monthly v1, monthly before, monthly after
  where v1.category = before.category and v1.category = after.category and v1.brand = before.brand
    and v1.brand = after.brand and v1.rn = before.rn + 1 and v1.rn = after.rn - 1
)
select * from beside
where year = {_year(number)} and avg_monthly > 0
  and case when avg_monthly > 0 then abs(sum_sales - avg_monthly) / avg_monthly end > 0.1
order by sum_sales - avg_monthly, 3 limit 100"""


def hours(number: int) -> str:
    fact, p = _fact(number)
    slots = range(8, 14)
    parts = ", ".join(
        f"""(select count(*) as h{hour} from {fact} s, hours t, outlets o
   where s.{p}_hour_id = t.hour_id and s.{p}_outlet_id = o.outlet_id and t.hour = {hour} and t.minute >= 30
     and o.outlet_name = 'ese') s{hour}"""
        for hour in slots
    )
    listed = ", ".join(f"h{hour}" for hour in slots)
    return f"select {listed}, h8 + h9 as early, cast(h12 as decimal(15, 4)) / h13 as share from {parts}"


def baskets(number: int) -> str:
    fact, p = _fact(number)
    return f"""
select b.last_name, b.first_name, h.city, n.bought_city, n.ticket, n.extended_price, n.tax, n.list_price
from (
  select s.{p}_ticket as ticket, s.{p}_buyer_id as buyer_id, h.city as bought_city,
         sum(s.{p}_sales_price) as extended_price, sum(s.{p}_list_price) as list_price, sum(s.{p}_tax) as tax
  from {fact} s, days d, outlets o, homes h
  where s.{p}_day_id = d.day_id and s.{p}_outlet_id = o.outlet_id and s.{p}_home_id = h.home_id
    and d.month between 1 and 2 and (o.floor_m2 > 400 or o.market = {number % 9})
    and d.year in ({_year(number)}, {_year(number) + 1}) and o.outlet_city in ('Midway', 'Fairview')
  group by s.{p}_ticket, s.{p}_buyer_id, s.{p}_home_id, h.city
) n join buyers b on n.buyer_id = b.buyer_id join homes h on b.home_id = h.home_id
where h.city <> n.bought_city and exists (select 1 from web_sales w where w.ws_buyer_id = b.buyer_id)
  and not exists (select * from mail_sales m where m.ms_buyer_id = b.buyer_id and m.ms_quantity > 3)
order by b.last_name, n.ticket limit 100"""


def stock(number: int) -> str:
    fact, p = _fact(number)
    return f"""
select d.depot_name, i.code, i.maker,
       sum(case when t.full_date < date '2000-03-11' then s.{p}_quantity else 0 end) as before,
       sum(case when t.full_date >= date '2000-03-11' then s.{p}_quantity else 0 end) as after,
       stddev_samp(s.{p}_quantity) as spread, coalesce(min(s.{p}_coupon), 0) as least,
       string_agg(distinct i.colour, ', ') as colours,
       max(cast(t.full_date as varchar) || ' ' || t.day_name) as last_day
from {fact} s left join offers f on f.offer_id = s.{p}_offer_id
join depots d on d.depot_id = s.{p}_depot_id join items i on i.item_id = s.{p}_item_id
join days t on t.day_id = s.{p}_day_id
where i.list_price between 0.99 and 1.49
  and (f.channel_mail = 'N' or f.channel_tv = 'N' or f.offer_id is null)
  and t.full_date between date '2000-02-10' and date '2000-04-10'
group by d.depot_name, i.code, i.maker
having sum(case when t.full_date < date '2000-03-11' then s.{p}_quantity else 0 end) > 0
order by d.depot_name, i.code limit 100"""


TEMPLATES: tuple[Callable[[int], str], ...] = (
    year_over_year, rollup, weekdays, channels, returns, windows, hours, baskets, stock,
)  # fmt: skip
