-- The sample retailer's tables. Keys that are broken on purpose carry no constraint: DuckDB would refuse the rows.

CREATE TABLE customers (
    customer_id INTEGER PRIMARY KEY,
    first_name VARCHAR NOT NULL,
    last_name VARCHAR NOT NULL,
    email VARCHAR,
    phone VARCHAR,
    birth_date DATE,
    city VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    signup_date DATE NOT NULL,
    loyalty_tier VARCHAR,
    is_subscribed BOOLEAN NOT NULL
);

CREATE TABLE stores (
    store_id INTEGER PRIMARY KEY,
    store_name VARCHAR NOT NULL,
    city VARCHAR NOT NULL,
    country VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    latitude DOUBLE NOT NULL,
    longitude DOUBLE NOT NULL,
    opened_on DATE NOT NULL,
    floor_area_m2 INTEGER
);

CREATE TABLE products (
    product_id INTEGER PRIMARY KEY,
    product_name VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    list_price DECIMAL(10,2) NOT NULL,
    unit_cost DECIMAL(10,2) NOT NULL,
    weight_kg DOUBLE,
    is_discontinued BOOLEAN NOT NULL,
    launched_on DATE NOT NULL
);

CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL REFERENCES stores (store_id),
    order_date DATE NOT NULL,
    shipped_at TIMESTAMP,
    status VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    payment_method VARCHAR NOT NULL,
    coupon_code VARCHAR,
    shipping_fee DECIMAL(8,2) NOT NULL,
    total_amount DECIMAL(12,2) NOT NULL
);

CREATE TABLE order_items (
    order_id INTEGER NOT NULL REFERENCES orders (order_id),
    line_number INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    quantity INTEGER NOT NULL,
    unit_price DECIMAL(10,2) NOT NULL,
    discount_percent INTEGER,
    line_total DECIMAL(12,2) NOT NULL,
    PRIMARY KEY (order_id, line_number)
);

CREATE TABLE returns (
    return_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL REFERENCES products (product_id),
    return_date DATE NOT NULL,
    quantity INTEGER NOT NULL,
    reason VARCHAR,
    refund_amount DECIMAL(12,2) NOT NULL
);

COMMENT ON TABLE customers IS 'People who have signed up, one row per account';
COMMENT ON COLUMN customers.email IS 'Not unique: some people have signed up twice';
COMMENT ON COLUMN customers.birth_date IS 'Empty where not given; 1900-01-01 is a data entry default';
COMMENT ON COLUMN customers.city IS 'City of the customer''s home store';
COMMENT ON COLUMN customers.signup_date IS 'Day the account was opened';
COMMENT ON COLUMN customers.loyalty_tier IS 'bronze, silver or gold; empty for customers outside the programme';
COMMENT ON COLUMN customers.is_subscribed IS 'Whether the customer receives the newsletter';

COMMENT ON TABLE stores IS 'Shops; an online or phone order is served by one too';
COMMENT ON COLUMN stores.region IS 'Sales region';
COMMENT ON COLUMN stores.latitude IS 'Degrees north';
COMMENT ON COLUMN stores.longitude IS 'Degrees east';
COMMENT ON COLUMN stores.floor_area_m2 IS 'Sales area in square metres; empty where not measured';

COMMENT ON TABLE products IS 'Articles that are or were on sale';
COMMENT ON COLUMN products.list_price IS 'Price before discounts, in USD';
COMMENT ON COLUMN products.unit_cost IS 'Purchase cost of one piece, in USD';
COMMENT ON COLUMN products.weight_kg IS 'Weight of one piece with packaging, in kilograms';

COMMENT ON TABLE orders IS 'Customer orders, one row per order';
COMMENT ON COLUMN orders.customer_id IS 'Refers to customers; no constraint, because a few accounts were deleted';
COMMENT ON COLUMN orders.store_id IS 'Store that served the order';
COMMENT ON COLUMN orders.shipped_at IS 'Empty for in-store purchases and for orders not shipped';
COMMENT ON COLUMN orders.status IS 'completed, cancelled or pending';
COMMENT ON COLUMN orders.channel IS 'in_store, online or phone';
COMMENT ON COLUMN orders.payment_method IS 'card, cash, paypal, bank_transfer or gift_card';
COMMENT ON COLUMN orders.shipping_fee IS 'In USD';
COMMENT ON COLUMN orders.total_amount IS 'Amount of the order in USD: its lines and the shipping fee';

COMMENT ON TABLE order_items IS 'Lines of the orders, one row per product in an order';
COMMENT ON COLUMN order_items.unit_price IS 'Price of one piece when it was ordered, in USD';
COMMENT ON COLUMN order_items.discount_percent IS 'Discount on the line, 0 to 100; empty for none';
COMMENT ON COLUMN order_items.line_total IS 'Revenue of the line in USD: quantity * unit_price less the discount';

COMMENT ON TABLE returns IS 'Products sent back';
COMMENT ON COLUMN returns.order_id IS 'Refers to orders; no constraint, because a few numbers were mistyped';
COMMENT ON COLUMN returns.reason IS 'Empty where the customer gave none';
COMMENT ON COLUMN returns.refund_amount IS 'In USD';
