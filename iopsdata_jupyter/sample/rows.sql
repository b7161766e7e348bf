-- The sample retailer's rows: 2023-01-01 to 2025-12-31, 50,000 orders.

-- A draw in [0, 1) that depends on the seed, the draw's name and the row alone.
CREATE TEMP MACRO draw(name, n) AS
    md5_number_lower(concat_ws(':', getvariable('seed'), name, n))::DOUBLE / 18446744073709551616.0;
CREATE TEMP MACRO draw_index(name, n, size) AS CAST(floor(draw(name, n) * size) AS INTEGER);
CREATE TEMP MACRO draw_from(name, n, choices) AS choices[1 + draw_index(name, n, len(choices))];

INSERT INTO stores
SELECT store_id, store_name, city, country, region, latitude, longitude,
    DATE '2009-03-01' + draw_index('opened', store_id, 4800),
    CASE WHEN draw('measured', store_id) > 0.12 THEN 350 + 10 * draw_index('area', store_id, 190) END
FROM shops ORDER BY store_id;

INSERT INTO products
SELECT row_number() OVER (ORDER BY rowid), product_name, category, list_price,
    round(list_price * CAST(0.42 + 0.24 * draw('cost', rowid) AS DECIMAL(6,4)), 2),
    CASE WHEN draw('weighed', rowid) > 0.08 THEN weight_kg END,
    draw('discontinued', rowid) < 0.1,
    DATE '2017-06-01' + draw_index('launched', rowid, 2000)
FROM articles ORDER BY rowid;

-- A shop gets customers by its share of the whole.
CREATE TEMP TABLE shop_shares AS
SELECT store_id, city, country, dialling_code,
    (sum(share) OVER (ORDER BY store_id) - share) / sum(share) OVER () AS lower_bound
FROM shops;

-- `person` differs from the account's number where somebody has signed up a second time.
CREATE TEMP TABLE accounts AS
SELECT n, CASE WHEN n > 500 AND draw('again', n) < 0.015 THEN n - 1 - draw_index('earlier', n, 400) ELSE n END AS person,
    draw('shop', n) AS shop_draw,
    DATE '2021-01-01' + CAST(floor(1810 * pow(n / 8000, 0.85)) AS INTEGER) AS signup_date
FROM range(1, 8001) AS numbers (n);

CREATE TEMP TABLE homes AS
SELECT accounts.n AS customer_id, store_id, city, country, dialling_code, person, signup_date
FROM accounts ASOF JOIN shop_shares ON accounts.shop_draw >= shop_shares.lower_bound;

INSERT INTO customers
SELECT customer_id, draw_from('first name', person, getvariable('first_names')) AS given_name,
    draw_from('last name', person, getvariable('last_names')) AS family_name,
    CASE WHEN draw('email', person) > 0.02 THEN concat(lower(given_name), '.', lower(family_name), person,
        '@example.', draw_from('domain', person, ['com', 'org', 'net'])) END,
    CASE WHEN draw('phone', person) > 0.12 THEN concat(dialling_code, ' 555 ',
        lpad(draw_index('number', person, 10000)::VARCHAR, 4, '0')) END,
    CASE WHEN draw('born', person) < 0.006 THEN DATE '1900-01-01'
        WHEN draw('born', person) < 0.8 THEN DATE '1946-01-01' + draw_index('birthday', person, 21900) END,
    city, country, signup_date,
    CASE WHEN draw('tier', customer_id) < 0.08 THEN 'gold' WHEN draw('tier', customer_id) < 0.25 THEN 'silver'
        WHEN draw('tier', customer_id) < 0.62 THEN 'bronze' END,
    draw('newsletter', customer_id) < 0.57
FROM homes ORDER BY customer_id;

-- How busy a day is: growth, season, day of the week, the Friday after Thanksgiving, Christmas, chance.
CREATE TEMP TABLE days AS
SELECT day, (SELECT count(*) FROM accounts WHERE signup_date <= day) AS account_count,
    (1 + 0.18 * (day - DATE '2023-01-01') / 365)
    * [0.80, 0.78, 0.88, 0.92, 0.98, 1.00, 0.96, 0.94, 0.96, 1.02, 1.40, 1.85][month(day)]
    * [0.85, 0.82, 0.86, 0.95, 1.15, 1.40, 1.05][isodow(day)]
    * CASE WHEN month(day) = 11 AND isodow(day) = 5 AND dayofmonth(day) BETWEEN 23 AND 29 THEN 2.4
        WHEN month(day) = 12 AND dayofmonth(day) IN (25, 26) THEN 0.25 ELSE 1 END
    * (0.9 + 0.2 * draw('day', day)) AS weight
FROM (SELECT unnest(generate_series(DATE '2023-01-01', DATE '2025-12-31', INTERVAL 1 DAY))::DATE AS day);

CREATE TEMP TABLE day_shares AS
SELECT day, account_count, (sum(weight) OVER (ORDER BY day) - weight) / sum(weight) OVER () AS lower_bound FROM days;

CREATE TEMP TABLE order_days AS
SELECT numbers.n, day AS order_date, (numbers.n - 0.5) / 50000 AS place,
    -- Early customers are the keenest.
    1 + CAST(floor(account_count * pow(draw('customer', numbers.n), 1.25)) AS INTEGER) AS customer_id
FROM range(1, 50001) AS numbers (n) ASOF JOIN day_shares ON (numbers.n - 0.5) / 50000 >= day_shares.lower_bound;

CREATE TEMP TABLE order_facts AS
SELECT n AS order_id, order_date,
    CASE WHEN draw('deleted account', n) < 0.0005 THEN 900000 + n ELSE order_days.customer_id END AS customer_id,
    CASE WHEN draw('travelling', n) < 0.1 THEN 1 + draw_index('elsewhere', n, 24) ELSE store_id END AS store_id,
    CASE WHEN draw('channel', n) < 0.33 + 0.15 * place THEN 'online' WHEN draw('channel', n) > 0.94 THEN 'phone'
        ELSE 'in_store' END AS channel,
    CASE WHEN draw('coupon', n) > 0.24 THEN NULL WHEN month(order_date) IN (3, 4, 5) THEN 'SPRING15'
        WHEN month(order_date) IN (6, 7, 8) THEN 'SUMMER20'
        WHEN month(order_date) = 11 AND dayofmonth(order_date) >= 20 THEN 'BLACK25'
        WHEN draw('welcome', n) < 0.4 THEN 'WELCOME10' END AS coupon_code
FROM order_days JOIN homes USING (customer_id);

-- An odd step through the 80 articles meets none twice within five lines.
CREATE TEMP TABLE line_picks AS
SELECT order_id, order_date, coupon_code, line_number,
    1 + (CAST(floor(80 * pow(draw('article', order_id), 1.5)) AS INTEGER)
        + (line_number - 1) * (1 + 2 * draw_index('step', order_id, 16))) % 80 AS popularity,
    CASE WHEN draw('bulk', order_id) < 0.0008 THEN 40 + draw_index('pieces', concat(order_id, '-', line_number), 160)
        ELSE [1, 1, 1, 1, 1, 1, 1, 2, 2, 3][1 + draw_index('pieces', concat(order_id, '-', line_number), 10)]
    END AS quantity
FROM (SELECT *, unnest(range(1, 2 + draw_from('lines', order_id, [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4]))) AS line_number
    FROM order_facts);

CREATE TEMP TABLE popular AS
SELECT product_id, category, list_price, row_number() OVER (ORDER BY draw('popularity', product_id)) AS popularity
FROM products;

CREATE TEMP TABLE lines AS
SELECT order_id, line_number, product_id, category, order_date, quantity, unit_price, discount_percent,
    CAST(quantity * unit_price * (100 - coalesce(discount_percent, 0)) / 100 AS DECIMAL(12,2)) AS line_total
FROM (
    SELECT *, CAST(list_price * [94, 97, 100][year(order_date) - 2022] / 100 AS DECIMAL(10,2)) AS unit_price,
        CASE WHEN coupon_code IS NOT NULL THEN right(coupon_code, 2)::INTEGER
            WHEN draw('markdown', concat(order_id, '-', line_number)) < 0.06 THEN 5 END AS discount_percent
    FROM line_picks JOIN popular USING (popularity));

CREATE TEMP TABLE line_sums AS
SELECT order_id, sum(line_total) AS amount FROM lines GROUP BY order_id;

CREATE TEMP TABLE order_rows AS
SELECT *, CASE WHEN channel = 'in_store' OR amount >= 100 THEN 0.00 WHEN amount >= 40 THEN 4.90 ELSE 7.90
    END::DECIMAL(8,2) AS fee,
    CASE WHEN channel = 'in_store' THEN 'completed' WHEN draw('cancelled', order_id) < 0.07 THEN 'cancelled'
        WHEN order_date >= DATE '2025-12-24' AND draw('pending', order_id) < 0.6 THEN 'pending' ELSE 'completed'
    END AS order_status
FROM order_facts JOIN line_sums USING (order_id);

INSERT INTO orders
SELECT order_id, customer_id, store_id, order_date,
    CASE WHEN channel <> 'in_store' AND order_status = 'completed' THEN order_date::TIMESTAMP
        + to_days(1 + draw_index('days to ship', order_id, 4))
        + to_minutes(8 * 60 + draw_index('minute', order_id, 600)) END,
    order_status, channel,
    CASE channel
        WHEN 'in_store' THEN draw_from('payment', order_id, ['card', 'card', 'card', 'card', 'cash', 'cash', 'gift_card'])
        WHEN 'online' THEN draw_from('payment', order_id, ['card', 'card', 'card', 'paypal', 'paypal', 'bank_transfer'])
        ELSE draw_from('payment', order_id, ['card', 'card', 'bank_transfer']) END,
    coupon_code, fee, amount + fee
FROM order_rows ORDER BY order_id;

INSERT INTO order_items
SELECT order_id, line_number, product_id, quantity, unit_price, discount_percent, line_total
FROM lines ORDER BY order_id, line_number;

-- Clothes and shoes come back most.
CREATE TEMP TABLE sent_back AS
SELECT lines.*, concat(lines.order_id, '-', line_number) AS line,
    lines.order_date + 3 + draw_index('days kept', concat(lines.order_id, '-', line_number), 26) AS return_date
FROM lines JOIN order_rows USING (order_id)
WHERE order_status = 'completed' AND draw('returned', concat(lines.order_id, '-', line_number))
    < CASE WHEN category IN ('Footwear', 'Clothing') THEN 0.09 ELSE 0.035 END;

INSERT INTO returns
SELECT row_number() OVER (ORDER BY return_date, order_id, line_number),
    CASE WHEN draw('mistyped', line) < 0.002 THEN order_id + 1000000 ELSE order_id END, product_id, return_date,
    CASE WHEN draw('part', line) < 0.3 THEN 1 ELSE quantity END AS pieces,
    CASE WHEN category IN ('Footwear', 'Clothing') AND draw('reason', line) < 0.45 THEN 'Wrong size' ELSE
        draw_from('other reason', line, ['Damaged', 'Not as described', 'Changed mind', 'Arrived late', NULL]) END,
    CAST(line_total * pieces / quantity AS DECIMAL(12,2))
FROM sent_back WHERE return_date <= DATE '2025-12-31'
ORDER BY return_date, order_id, line_number;
