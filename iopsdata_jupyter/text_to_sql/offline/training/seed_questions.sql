-- Seed questions: a comment names the database and the question, the line below is its SQL.
-- Joins are written short (ON 1=1): the sketch language finds its own.

-- retail: top 5 products by revenue
SELECT product_name, SUM(order_items.quantity * order_items.unit_price) FROM order_items JOIN products ON order_items.product_id = products.product_id GROUP BY products.product_id ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC LIMIT 5;

-- retail: which product made the most revenue
SELECT product_name FROM order_items JOIN products ON order_items.product_id = products.product_id GROUP BY products.product_id ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC LIMIT 1;

-- retail: revenue by category
SELECT category, SUM(order_items.quantity * order_items.unit_price) FROM order_items JOIN products ON order_items.product_id = products.product_id GROUP BY category;

-- retail: total revenue per category
SELECT category, SUM(order_items.quantity * order_items.unit_price) FROM order_items JOIN products ON order_items.product_id = products.product_id GROUP BY category;

-- retail: top 3 categories by revenue
SELECT category, SUM(order_items.quantity * order_items.unit_price) FROM order_items JOIN products ON order_items.product_id = products.product_id GROUP BY category ORDER BY SUM(order_items.quantity * order_items.unit_price) DESC LIMIT 3;

-- retail: best selling products
SELECT product_name, SUM(quantity) FROM order_items JOIN products ON 1=1 GROUP BY products.product_id ORDER BY SUM(quantity) DESC;

-- retail: top 10 products by quantity sold
SELECT product_name, SUM(quantity) FROM order_items JOIN products ON 1=1 GROUP BY products.product_id ORDER BY SUM(quantity) DESC LIMIT 10;

-- retail: how many units of each product were sold
SELECT product_name, SUM(quantity) FROM order_items JOIN products ON 1=1 GROUP BY products.product_id;

-- retail: total revenue
SELECT SUM(order_items.quantity * order_items.unit_price) FROM order_items;

-- retail: what was the revenue in 2024
SELECT SUM(order_items.quantity * order_items.unit_price) FROM order_items JOIN orders ON 1=1 WHERE strftime('%Y', order_date) = 2024;

-- retail: total revenue by region
SELECT region, SUM(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY region;

-- retail: total sales by region
SELECT region, SUM(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY region;

-- retail: sales per store
SELECT store_name, SUM(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY stores.store_id;

-- retail: revenue per store
SELECT store_name, SUM(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY stores.store_id;

-- retail: which store has the highest sales
SELECT store_name FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY stores.store_id ORDER BY SUM(total_amount) DESC LIMIT 1;

-- retail: total revenue by month
SELECT strftime('%Y-%m', order_date), SUM(total_amount) FROM orders GROUP BY strftime('%Y-%m', order_date);

-- retail: monthly sales in 2023
SELECT strftime('%Y-%m', order_date), SUM(total_amount) FROM orders WHERE strftime('%Y', order_date) = 2023 GROUP BY strftime('%Y-%m', order_date);

-- retail: how many orders per month in 2024
SELECT strftime('%Y-%m', order_date), COUNT(*) FROM orders WHERE strftime('%Y', order_date) = 2024 GROUP BY strftime('%Y-%m', order_date);

-- retail: orders per year
SELECT strftime('%Y', order_date), COUNT(*) FROM orders GROUP BY strftime('%Y', order_date);

-- retail: average order amount by store
SELECT store_name, AVG(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id GROUP BY stores.store_id;

-- retail: average order value
SELECT AVG(total_amount) FROM orders;

-- retail: average order value by channel
SELECT channel, AVG(total_amount) FROM orders GROUP BY channel;

-- retail: customers without orders
SELECT first_name, last_name FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders);

-- retail: which customers never ordered
SELECT first_name, last_name FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders);

-- retail: how many customers have no orders
SELECT COUNT(*) FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders);

-- retail: products that were never returned
SELECT product_name FROM products WHERE product_id NOT IN (SELECT product_id FROM returns);

-- retail: products without returns
SELECT product_name FROM products WHERE product_id NOT IN (SELECT product_id FROM returns);

-- retail: top 10 customers by total amount
SELECT first_name, last_name, SUM(total_amount) FROM orders JOIN customers ON orders.customer_id = customers.customer_id GROUP BY customers.customer_id ORDER BY SUM(total_amount) DESC LIMIT 10;

-- retail: top customers by revenue
SELECT first_name, last_name, SUM(total_amount) FROM orders JOIN customers ON orders.customer_id = customers.customer_id GROUP BY customers.customer_id ORDER BY SUM(total_amount) DESC;

-- retail: top 5 customers by number of orders
SELECT first_name, last_name, COUNT(*) FROM orders JOIN customers ON orders.customer_id = customers.customer_id GROUP BY customers.customer_id ORDER BY COUNT(*) DESC LIMIT 5;

-- retail: how many customers are there per country
SELECT country, COUNT(*) FROM customers GROUP BY country;

-- retail: number of customers in Norway
SELECT COUNT(*) FROM customers WHERE country = 'Norway';

-- retail: how many orders were cancelled
SELECT COUNT(*) FROM orders WHERE status = 'cancelled';

-- retail: how many orders were placed on the web in 2023
SELECT COUNT(*) FROM orders WHERE channel = 'web' AND strftime('%Y', order_date) = 2023;

-- retail: orders over 500
SELECT order_id FROM orders WHERE total_amount > 500;

-- retail: how many orders are above 1000
SELECT COUNT(*) FROM orders WHERE total_amount > 1000;

-- retail: orders by status
SELECT status, COUNT(*) FROM orders GROUP BY status;

-- retail: returns by reason
SELECT reason, COUNT(*) FROM returns GROUP BY reason;

-- retail: total refunds by reason
SELECT reason, SUM(refund_amount) FROM returns GROUP BY reason;

-- retail: what is the most common return reason
SELECT reason FROM returns GROUP BY reason ORDER BY COUNT(*) DESC LIMIT 1;

-- retail: most returned products
SELECT product_name, COUNT(*) FROM returns JOIN products ON 1=1 GROUP BY products.product_id ORDER BY COUNT(*) DESC;

-- retail: most expensive products
SELECT product_name, list_price FROM products ORDER BY list_price DESC;

-- retail: the 5 cheapest products
SELECT product_name FROM products ORDER BY list_price LIMIT 5;

-- retail: average price per category
SELECT category, AVG(list_price) FROM products GROUP BY category;

-- retail: products in the kitchen category
SELECT product_name FROM products WHERE category = 'kitchen';

-- retail: which stores opened before 2015
SELECT store_name FROM stores WHERE strftime('%Y', opened_on) < 2015;

-- retail: stores in the north region
SELECT store_name FROM stores WHERE region = 'North';

-- retail: how many stores are in each region
SELECT region, COUNT(*) FROM stores GROUP BY region;

-- retail: new customers per month
SELECT strftime('%Y-%m', signup_date), COUNT(*) FROM customers GROUP BY strftime('%Y-%m', signup_date);

-- retail: how many customers signed up in 2022
SELECT COUNT(*) FROM customers WHERE strftime('%Y', signup_date) = 2022;

-- retail: customers from Lyon
SELECT first_name, last_name FROM customers WHERE city = 'Lyon';

-- retail: number of different cities our customers live in
SELECT COUNT(DISTINCT city) FROM customers;

-- retail: how many orders did each customer make
SELECT first_name, last_name, COUNT(*) FROM orders JOIN customers ON orders.customer_id = customers.customer_id GROUP BY customers.customer_id;

-- retail: customers with more than 3 orders
SELECT first_name, last_name FROM orders JOIN customers ON orders.customer_id = customers.customer_id GROUP BY customers.customer_id HAVING COUNT(*) > 3;

-- retail: orders per quarter
SELECT quarter(order_date), COUNT(*) FROM orders GROUP BY quarter(order_date);

-- retail: revenue by year
SELECT strftime('%Y', order_date), SUM(total_amount) FROM orders GROUP BY strftime('%Y', order_date);

-- retail: total amount of orders in Hilltop
SELECT SUM(total_amount) FROM orders JOIN stores ON orders.store_id = stores.store_id WHERE store_name = 'Hilltop';

-- retail: largest order
SELECT order_id FROM orders ORDER BY total_amount DESC LIMIT 1;

-- retail: what is the largest order amount
SELECT MAX(total_amount) FROM orders;

-- subscriptions: total invoice amount by industry
SELECT industry, SUM(amount) FROM invoices JOIN accounts ON 1=1 GROUP BY industry;

-- subscriptions: revenue per month
SELECT strftime('%Y-%m', invoice_date), SUM(amount) FROM invoices GROUP BY strftime('%Y-%m', invoice_date);

-- subscriptions: how many accounts were created in 2024
SELECT COUNT(*) FROM accounts WHERE strftime('%Y', created_at) = 2024;

-- subscriptions: accounts without tickets
SELECT company_name FROM accounts WHERE account_id NOT IN (SELECT account_id FROM tickets);

-- subscriptions: number of subscriptions per plan
SELECT plan_name, COUNT(*) FROM subscriptions JOIN plans ON 1=1 GROUP BY plans.plan_id;

-- subscriptions: average hours to close by priority
SELECT priority, AVG(hours_to_close) FROM tickets GROUP BY priority;

-- subscriptions: which agent closed the most tickets
SELECT agent FROM tickets GROUP BY agent ORDER BY COUNT(*) DESC LIMIT 1;

-- subscriptions: tickets per agent
SELECT agent, COUNT(*) FROM tickets GROUP BY agent;

-- subscriptions: urgent tickets per month
SELECT strftime('%Y-%m', opened_at), COUNT(*) FROM tickets WHERE priority = 'urgent' GROUP BY strftime('%Y-%m', opened_at);

-- subscriptions: how many open invoices are there
SELECT COUNT(*) FROM invoices WHERE status = 'open';

-- subscriptions: total amount of paid invoices
SELECT SUM(amount) FROM invoices WHERE status = 'paid';

-- subscriptions: top 3 accounts by invoice amount
SELECT company_name, SUM(amount) FROM invoices JOIN accounts ON 1=1 GROUP BY accounts.account_id ORDER BY SUM(amount) DESC LIMIT 3;

-- subscriptions: total seats by plan
SELECT plan_name, SUM(seats) FROM subscriptions JOIN plans ON 1=1 GROUP BY plans.plan_id;

-- subscriptions: companies in the energy industry
SELECT company_name FROM accounts WHERE industry = 'energy';

-- subscriptions: subscriptions that were not cancelled
SELECT subscription_id FROM subscriptions WHERE cancelled_on IS NULL;

-- subscriptions: how many subscriptions started since 2023
SELECT COUNT(*) FROM subscriptions WHERE strftime('%Y', started_on) >= 2023;

-- clinic: how many appointments per doctor
SELECT doctor_name, COUNT(*) FROM appointments JOIN doctors ON 1=1 GROUP BY doctors.doctor_id;

-- clinic: average age of patients by city
SELECT city, AVG(age) FROM patients GROUP BY city;

-- clinic: how many female patients are there
SELECT COUNT(*) FROM patients WHERE gender = 'F';

-- clinic: doctors by salary, highest first
SELECT doctor_name, salary FROM doctors ORDER BY salary DESC;

-- clinic: patients older than 60
SELECT patient_name FROM patients WHERE age > 60;

-- clinic: total fees per specialty
SELECT specialty, SUM(fee) FROM appointments JOIN doctors ON 1=1 GROUP BY specialty;

-- clinic: patients who never had an appointment
SELECT patient_name FROM patients WHERE patient_id NOT IN (SELECT patient_id FROM appointments);

-- clinic: how many appointments were no show
SELECT COUNT(*) FROM appointments WHERE outcome = 'no show';

-- clinic: average duration of appointments by outcome
SELECT outcome, AVG(duration_minutes) FROM appointments GROUP BY outcome;

-- clinic: which doctor earns the most
SELECT doctor_name FROM doctors ORDER BY salary DESC LIMIT 1;

-- clinic: the 3 youngest patients
SELECT patient_name FROM patients ORDER BY age LIMIT 3;

-- clinic: appointments per month
SELECT strftime('%Y-%m', scheduled_for), COUNT(*) FROM appointments GROUP BY strftime('%Y-%m', scheduled_for);

-- clinic: which patients saw Dr Rossi
SELECT patient_name FROM appointments JOIN patients ON 1=1 JOIN doctors ON 1=1 WHERE doctor_name = 'Dr Rossi';

-- freight: total cost by carrier
SELECT carrier_name, SUM(cost) FROM shipments JOIN carriers ON 1=1 GROUP BY carriers.carrier_id;

-- freight: average weight per shipment
SELECT AVG(weight_kg) FROM shipments;

-- freight: heaviest shipment
SELECT shipment_id FROM shipments ORDER BY weight_kg DESC LIMIT 1;

-- freight: shipments per depot
SELECT depot_name, COUNT(*) FROM shipments JOIN depots ON 1=1 GROUP BY depots.depot_id;

-- freight: claims by kind
SELECT kind, COUNT(*) FROM claims GROUP BY kind;

-- freight: total claim amount by kind
SELECT kind, SUM(claim_amount) FROM claims GROUP BY kind;

-- freight: shipments without claims
SELECT shipment_id FROM shipments WHERE shipment_id NOT IN (SELECT shipment_id FROM claims);

-- freight: carriers with a rating above 4
SELECT carrier_name FROM carriers WHERE rating > 4;

-- freight: average distance by carrier in 2024
SELECT carrier_name, AVG(distance_km) FROM shipments JOIN carriers ON 1=1 WHERE strftime('%Y', shipped_on) = 2024 GROUP BY carriers.carrier_id;

-- freight: which depot has the largest capacity
SELECT depot_name FROM depots ORDER BY capacity DESC LIMIT 1;

-- freight: how many shipments went through Varna
SELECT COUNT(*) FROM shipments JOIN depots ON 1=1 WHERE depot_name = 'Varna';
