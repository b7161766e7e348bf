-- Seed databases: four small businesses.

-- database retail
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, city TEXT, country TEXT, signup_date DATE, segment TEXT);
CREATE TABLE stores (store_id INTEGER PRIMARY KEY, store_name TEXT, city TEXT, region TEXT, opened_on DATE, floor_area_m2 INTEGER);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, product_name TEXT, category TEXT, list_price DECIMAL(10,2), unit_cost DECIMAL(10,2));
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, store_id INTEGER REFERENCES stores, order_date DATE, status TEXT, channel TEXT, total_amount DECIMAL(12,2));
CREATE TABLE order_items (order_id INTEGER REFERENCES orders, line_number INTEGER, product_id INTEGER REFERENCES products, quantity INTEGER, unit_price DECIMAL(10,2), PRIMARY KEY (order_id, line_number));
CREATE TABLE returns (return_id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders, product_id INTEGER REFERENCES products, returned_on DATE, reason TEXT, refund_amount DECIMAL(10,2));

-- database subscriptions
CREATE TABLE plans (plan_id INTEGER PRIMARY KEY, plan_name TEXT, monthly_fee DECIMAL(8,2), tier TEXT);
CREATE TABLE accounts (account_id INTEGER PRIMARY KEY, company_name TEXT, industry TEXT, country TEXT, created_at TIMESTAMP, employees INTEGER);
CREATE TABLE subscriptions (subscription_id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts, plan_id INTEGER REFERENCES plans, started_on DATE, cancelled_on DATE, seats INTEGER);
CREATE TABLE invoices (invoice_id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts, invoice_date DATE, amount DECIMAL(10,2), status TEXT);
CREATE TABLE tickets (ticket_id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts, opened_at TIMESTAMP, priority TEXT, agent TEXT, hours_to_close REAL);

-- database clinic
CREATE TABLE doctors (doctor_id INTEGER PRIMARY KEY, doctor_name TEXT, specialty TEXT, salary INTEGER, hired_on DATE);
CREATE TABLE patients (patient_id INTEGER PRIMARY KEY, patient_name TEXT, gender TEXT, age INTEGER, city TEXT);
CREATE TABLE appointments (appointment_id INTEGER PRIMARY KEY, patient_id INTEGER REFERENCES patients, doctor_id INTEGER REFERENCES doctors, scheduled_for DATE, duration_minutes INTEGER, outcome TEXT, fee DECIMAL(8,2));

-- database freight
CREATE TABLE depots (depot_id INTEGER PRIMARY KEY, depot_name TEXT, country TEXT, capacity INTEGER);
CREATE TABLE carriers (carrier_id INTEGER PRIMARY KEY, carrier_name TEXT, fleet_size INTEGER, rating REAL);
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY, depot_id INTEGER REFERENCES depots, carrier_id INTEGER REFERENCES carriers, shipped_on DATE, weight_kg REAL, distance_km REAL, cost DECIMAL(10,2), status TEXT);
CREATE TABLE claims (claim_id INTEGER PRIMARY KEY, shipment_id INTEGER REFERENCES shipments, filed_on DATE, claim_amount DECIMAL(10,2), kind TEXT);
