"""Small databases of ordinary businesses,
the same in every run: a DDL and a function that makes the rows."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Rows = Iterator[tuple[str, list[tuple[object, ...]]]]


@dataclass(frozen=True)
class Business:
    """One database."""

    engine: str
    """duckdb or sqlite."""
    ddl: str
    rows: Callable[[random.Random], Rows]


def _day(draw: random.Random, first: str, days: int) -> str:
    return (dt.date.fromisoformat(first) + dt.timedelta(days=draw.randrange(days))).isoformat()


def _moment(draw: random.Random, first: str, days: int) -> str:
    return f"{_day(draw, first, days)} {draw.randrange(24):02}:{draw.randrange(60):02}:00"


def _later(draw: random.Random, day: str, days: int) -> str:
    return (dt.date.fromisoformat(day[:10]) + dt.timedelta(days=1 + draw.randrange(days))).isoformat()


def _maybe(draw: random.Random, value: object, share: float) -> object:
    return value if draw.random() < share else None


FIRST = (
    "Ana",
    "Ben",
    "Cleo",
    "Dev",
    "Eli",
    "Fay",
    "Gus",
    "Hal",
    "Ivy",
    "Jon",
    "Kim",
    "Leo",
    "Mia",
    "Ned",
    "Ola",
    "Pia",
    "Quin",
    "Ray",
    "Sue",
    "Tom",
)
LAST = (
    "Abel",
    "Boyd",
    "Cruz",
    "Dunn",
    "Egan",
    "Ford",
    "Gray",
    "Hunt",
    "Ives",
    "Jung",
    "Kerr",
    "Lowe",
    "Marsh",
    "Nash",
    "Orr",
    "Pace",
)


def _person(draw: random.Random, number: int) -> str:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"
    return name if number < len(FIRST) * len(LAST) else f"{name} {number}"


SAAS = """
CREATE TABLE accounts (id INTEGER PRIMARY KEY, company_name TEXT, industry TEXT, country TEXT,
    created_at TEXT,
    employees INTEGER, is_active INTEGER);
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT, monthly_price REAL);
CREATE TABLE subscriptions (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id),
    plan_id INTEGER REFERENCES plans (id), status TEXT, started_at TEXT, cancelled_at TEXT, mrr REAL,
    seats INTEGER);
CREATE TABLE users (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id), email TEXT,
    full_name TEXT,
    role TEXT, signed_up_at TEXT, last_login_at TEXT);
CREATE TABLE invoices (id INTEGER PRIMARY KEY, subscription_id INTEGER REFERENCES subscriptions (id),
    issued_at TEXT,
    due_at TEXT, paid_at TEXT, amount REAL);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id),
    user_id INTEGER REFERENCES users (id), priority TEXT, status TEXT, opened_at TEXT, closed_at TEXT,
    satisfaction_score INTEGER);
"""


def _saas(draw: random.Random) -> Rows:
    words = ("Acme", "Blue", "Crest", "Delta", "Ember", "Falcon", "Globe", "Harbor", "Iris", "Juno")
    kinds = ("Labs", "Foods", "Media", "Bank", "Clinic", "Motors")
    yield (
        "accounts",
        [
            (
                n,
                f"{words[n % 10]} {kinds[n // 10]}",
                draw.choice(("Software", "Retail", "Finance", "Healthcare")),
                draw.choice(("Germany", "France", "Canada", "Brazil", "Japan")),
                _moment(draw, "2022-01-01", 1000),
                draw.randrange(5, 3000),
                int(draw.random() < 0.8),
            )
            for n in range(60)
        ],
    )
    yield "plans", [(1, "Starter", 29.0), (2, "Team", 99.0), (3, "Business", 299.0), (4, "Enterprise", 999.0)]
    starts = [_day(draw, "2022-03-01", 1000) for _ in range(110)]
    yield (
        "subscriptions",
        [
            (
                n,
                draw.randrange(52),
                draw.randrange(1, 5),
                status,
                day,
                _later(draw, day, 200) if status == "cancelled" else None,
                float(draw.randrange(20, 1500)),
                draw.randrange(1, 80),
            )
            for n, day in enumerate(starts)
            for status in [draw.choice(("active", "active", "trialing", "cancelled"))]
        ],
    )
    yield (
        "users",
        [
            (
                n,
                draw.randrange(60),
                f"user{n}@mail.test",
                _person(draw, n),
                draw.choice(("admin", "member", "viewer")),
                _moment(draw, "2022-01-01", 1000),
                _maybe(draw, _moment(draw, "2024-06-01", 200), 0.8),
            )
            for n in range(200)
        ],
    )
    issued = [_day(draw, "2023-01-01", 720) for _ in range(400)]
    yield (
        "invoices",
        [
            (
                n,
                draw.randrange(100),
                day,
                _later(draw, day, 30),
                _maybe(draw, _later(draw, day, 40), 0.85),
                float(draw.randrange(30, 2000)),
            )
            for n, day in enumerate(issued)
        ],
    )
    yield (
        "tickets",
        [
            (
                n,
                draw.randrange(45),
                draw.randrange(150),
                draw.choice(("low", "normal", "high", "urgent")),
                status,
                day,
                _later(draw, day, 20) if status == "closed" else None,
                _maybe(draw, draw.randrange(1, 6), 0.6),
            )
            for n in range(250)
            for status in [draw.choice(("open", "closed", "closed", "pending"))]
            for day in [_day(draw, "2023-01-01", 720)]
        ],
    )


HOSPITAL = """
CREATE TABLE departments (department_id INTEGER PRIMARY KEY, name VARCHAR, floor INTEGER);
CREATE TABLE doctors (doctor_id INTEGER PRIMARY KEY, full_name VARCHAR, specialty VARCHAR,
    department_id INTEGER REFERENCES departments (department_id), hired_on DATE, salary DECIMAL(10, 2));
CREATE TABLE patients (patient_id INTEGER PRIMARY KEY, full_name VARCHAR, gender VARCHAR,
    birth_date DATE, city VARCHAR,
    insurance_provider VARCHAR);
CREATE TABLE admissions (admission_id INTEGER PRIMARY KEY,
    patient_id INTEGER REFERENCES patients (patient_id),
    doctor_id INTEGER REFERENCES doctors (doctor_id), admitted_on DATE, discharged_on DATE,
    diagnosis VARCHAR,
    room_number INTEGER, total_cost DECIMAL(10, 2));
CREATE TABLE treatments (treatment_id INTEGER PRIMARY KEY,
    admission_id INTEGER REFERENCES admissions (admission_id),
    treatment_name VARCHAR, price DECIMAL(10, 2), performed_at TIMESTAMP);
CREATE TABLE appointments (appointment_id INTEGER PRIMARY KEY,
    patient_id INTEGER REFERENCES patients (patient_id),
    doctor_id INTEGER REFERENCES doctors (doctor_id), scheduled_at TIMESTAMP, status VARCHAR,
    duration_minutes INTEGER);
"""


def _hospital(draw: random.Random) -> Rows:
    names = ("Cardiology", "Neurology", "Oncology", "Pediatrics", "Orthopedics", "Radiology")
    yield "departments", [(n, name, n % 4 + 1) for n, name in enumerate(names)]
    yield (
        "doctors",
        [
            (
                n,
                _person(draw, n),
                draw.choice(("Surgeon", "Internist", "Radiologist", "Therapist")),
                draw.randrange(5),
                _day(draw, "2008-01-01", 5000),
                draw.randrange(60, 240) * 1000,
            )
            for n in range(30)
        ],
    )
    yield (
        "patients",
        [
            (
                n,
                _person(draw, n + 40),
                draw.choice("FM"),
                _day(draw, "1940-01-01", 28000),
                draw.choice(("Leeds", "York", "Hull", "Bath")),
                _maybe(draw, draw.choice(("Aviva", "Bupa", "Axa")), 0.8),
            )
            for n in range(180)
        ],
    )
    days = [_day(draw, "2022-06-01", 900) for _ in range(260)]
    yield (
        "admissions",
        [
            (
                n,
                draw.randrange(130),
                draw.randrange(27),
                day,
                _maybe(draw, _later(draw, day, 14), 0.92),
                draw.choice(("Asthma", "Diabetes", "Fracture", "Migraine", "Pneumonia")),
                draw.randrange(100, 160),
                draw.randrange(300, 20000),
            )
            for n, day in enumerate(days)
        ],
    )
    yield (
        "treatments",
        [
            (
                n,
                draw.randrange(240),
                draw.choice(("X-ray", "MRI scan", "Blood test", "Surgery", "Physiotherapy")),
                draw.randrange(40, 5000),
                _moment(draw, "2022-06-01", 900),
            )
            for n in range(500)
        ],
    )
    yield (
        "appointments",
        [
            (
                n,
                draw.randrange(170),
                draw.randrange(30),
                _moment(draw, "2023-01-01", 700),
                draw.choice(("completed", "completed", "cancelled", "no-show")),
                draw.choice((15, 20, 30, 45, 60)),
            )
            for n in range(600)
        ],
    )


LOGISTICS = """
CREATE TABLE carriers (carrier_id INTEGER PRIMARY KEY, name TEXT, rating REAL);
CREATE TABLE warehouses (warehouse_id INTEGER PRIMARY KEY, name TEXT, city TEXT, country TEXT,
    capacity_m3 INTEGER);
CREATE TABLE drivers (driver_id INTEGER PRIMARY KEY, name TEXT, licence_class TEXT, hire_date DATE,
    warehouse_id INTEGER REFERENCES warehouses (warehouse_id));
CREATE TABLE vehicles (vehicle_id INTEGER PRIMARY KEY, plate TEXT, vehicle_type TEXT, capacity_kg INTEGER,
    warehouse_id INTEGER REFERENCES warehouses (warehouse_id));
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY,
    warehouse_id INTEGER REFERENCES warehouses (warehouse_id),
    carrier_id INTEGER REFERENCES carriers (carrier_id), driver_id INTEGER REFERENCES drivers (driver_id),
    destination_city TEXT, destination_country TEXT, shipped_on DATE, delivered_on DATE, weight_kg REAL,
    freight_cost REAL, status TEXT);
CREATE TABLE incidents (incident_id INTEGER PRIMARY KEY,
    shipment_id INTEGER REFERENCES shipments (shipment_id),
    kind TEXT, reported_on DATE, damage_amount REAL);
"""


def _logistics(draw: random.Random) -> Rows:
    carriers = ("Northway", "Rapidline", "Seabridge", "Skylift", "Truckers United")
    yield "carriers", [(n, name, round(2 + draw.random() * 3, 1)) for n, name in enumerate(carriers)]
    places = (
        ("Hamburg", "Germany"),
        ("Lyon", "France"),
        ("Gdansk", "Poland"),
        ("Porto", "Portugal"),
        ("Turin", "Italy"),
    )
    yield (
        "warehouses",
        [
            (n, f"{city} Depot", city, country, draw.randrange(2, 30) * 1000)
            for n, (city, country) in enumerate(places)
        ],
    )
    yield (
        "drivers",
        [
            (
                n,
                _person(draw, n),
                draw.choice(("B", "C", "CE")),
                _day(draw, "2012-01-01", 4500),
                draw.randrange(5),
            )
            for n in range(25)
        ],
    )
    yield (
        "vehicles",
        [
            (
                n,
                f"PL-{n:03}",
                draw.choice(("van", "truck", "trailer")),
                draw.randrange(8, 300) * 100,
                draw.randrange(5),
            )
            for n in range(40)
        ],
    )
    ends = (
        ("Vienna", "Austria"),
        ("Madrid", "Spain"),
        ("Oslo", "Norway"),
        ("Berlin", "Germany"),
        ("Rome", "Italy"),
    )
    rows: list[tuple[object, ...]] = []
    for n in range(500):
        city, country = draw.choice(ends)
        day = _day(draw, "2023-01-01", 700)
        status = draw.choice(("delivered", "delivered", "delivered", "in transit", "lost"))
        arrived = _later(draw, day, 9) if status == "delivered" else None
        rows.append(
            (
                n,
                draw.randrange(5),
                draw.randrange(5),
                draw.randrange(22),
                city,
                country,
                day,
                arrived,
                round(draw.random() * 900, 1),
                round(20 + draw.random() * 1500, 2),
                status,
            )
        )
    yield "shipments", rows
    yield (
        "incidents",
        [
            (
                n,
                draw.randrange(500),
                draw.choice(("damage", "delay", "theft")),
                _day(draw, "2023-02-01", 680),
                _maybe(draw, float(draw.randrange(50, 4000)), 0.7),
            )
            for n in range(70)
        ],
    )


HR = """
CREATE TABLE departments (id INTEGER PRIMARY KEY, name VARCHAR, location VARCHAR, budget DECIMAL(12, 2));
CREATE TABLE employees (id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR, gender VARCHAR,
    job_title VARCHAR,
    department_id INTEGER REFERENCES departments (id), hire_date DATE, birth_date DATE,
    salary DECIMAL(10, 2),
    is_remote BOOLEAN, terminated_on DATE);
CREATE TABLE absences (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees (id), kind VARCHAR,
    start_date DATE, days INTEGER);
CREATE TABLE trainings (id INTEGER PRIMARY KEY, title VARCHAR, provider VARCHAR, cost DECIMAL(8, 2));
CREATE TABLE enrollments (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees (id),
    training_id INTEGER REFERENCES trainings (id), enrolled_on DATE, completed_on DATE, score INTEGER);
"""


def _hr(draw: random.Random) -> Rows:
    names = ("Sales", "Engineering", "Finance", "Marketing", "Support", "Legal")
    places = ("Paris", "Berlin", "Paris", "Madrid", "Berlin", "Madrid")
    yield "departments", [(n, name, places[n], (n + 3) * 150_000) for n, name in enumerate(names)]
    jobs = ("Analyst", "Manager", "Developer", "Consultant", "Assistant")
    yield (
        "employees",
        [
            (
                n,
                _person(draw, n),
                _maybe(draw, f"staff{n}@corp.test", 0.9),
                draw.choice(("female", "male")),
                draw.choice(jobs),
                draw.randrange(5),
                _day(draw, "2012-01-01", 4600),
                _day(draw, "1962-01-01", 15000),
                draw.randrange(28, 140) * 1000,
                draw.random() < 0.4,
                _maybe(draw, _day(draw, "2024-01-01", 300), 0.15),
            )
            for n in range(150)
        ],
    )
    yield (
        "absences",
        [
            (
                n,
                draw.randrange(120),
                draw.choice(("sick leave", "vacation", "parental leave")),
                _day(draw, "2023-01-01", 700),
                draw.randrange(1, 20),
            )
            for n in range(300)
        ],
    )
    titles = ("Leadership Basics", "Advanced SQL", "Negotiation", "Project Planning", "First Aid")
    yield (
        "trainings",
        [
            (n, title, draw.choice(("Learnwell", "Skillhub")), draw.randrange(2, 20) * 50)
            for n, title in enumerate(titles)
        ],
    )
    days = [_day(draw, "2023-01-01", 650) for _ in range(200)]
    yield (
        "enrollments",
        [
            (
                n,
                draw.randrange(110),
                draw.randrange(4),
                day,
                _maybe(draw, _later(draw, day, 60), 0.7),
                draw.randrange(40, 101),
            )
            for n, day in enumerate(days)
        ],
    )


SCHOOL = """
CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT, grade_level INTEGER, gender TEXT,
    birth_date DATE, city TEXT);
CREATE TABLE teachers (id INTEGER PRIMARY KEY, name TEXT, subject TEXT, hired_on DATE);
CREATE TABLE courses (id INTEGER PRIMARY KEY, title TEXT, credits INTEGER,
    teacher_id INTEGER REFERENCES teachers (id));
CREATE TABLE enrollments (id INTEGER PRIMARY KEY, student_id INTEGER REFERENCES students (id),
    course_id INTEGER REFERENCES courses (id), enrolled_on DATE, final_score REAL);
CREATE TABLE clubs (id INTEGER PRIMARY KEY, name TEXT, weekly_hours INTEGER);
CREATE TABLE club_members (club_id INTEGER REFERENCES clubs (id),
    student_id INTEGER REFERENCES students (id),
    joined_on DATE, PRIMARY KEY (club_id, student_id));
"""


def _school(draw: random.Random) -> Rows:
    yield (
        "students",
        [
            (
                n,
                _person(draw, n),
                draw.randrange(7, 13),
                draw.choice(("female", "male")),
                _day(draw, "2006-01-01", 2200),
                draw.choice(("Ghent", "Bruges", "Leuven")),
            )
            for n in range(160)
        ],
    )
    subjects = ("Mathematics", "Physics", "History", "Biology", "English")
    yield (
        "teachers",
        [(n, _person(draw, n + 170), subjects[n % 5], _day(draw, "2005-01-01", 6000)) for n in range(14)],
    )
    titles = (
        "Algebra",
        "Geometry",
        "Mechanics",
        "Optics",
        "Ancient Rome",
        "Modern Europe",
        "Genetics",
        "Ecology",
        "Poetry",
        "Drama",
    )
    yield "courses", [(n, title, draw.randrange(1, 7), draw.randrange(12)) for n, title in enumerate(titles)]
    yield (
        "enrollments",
        [
            (
                n,
                draw.randrange(150),
                draw.randrange(9),
                _day(draw, "2022-09-01", 800),
                _maybe(draw, round(30 + draw.random() * 70, 1), 0.85),
            )
            for n in range(450)
        ],
    )
    yield "clubs", [(0, "Chess", 2), (1, "Choir", 4), (2, "Robotics", 5), (3, "Debate", 3)]
    pairs = sorted({(draw.randrange(3), draw.randrange(140)) for _ in range(120)})
    yield "club_members", [(club, student, _day(draw, "2023-01-01", 600)) for club, student in pairs]


SENSORS = """
CREATE TABLE sites (site_id INTEGER PRIMARY KEY, site_name VARCHAR, country VARCHAR, area_m2 INTEGER);
CREATE TABLE devices (device_id INTEGER PRIMARY KEY, device_name VARCHAR, model VARCHAR,
    site_id INTEGER REFERENCES sites (site_id), installed_on DATE, is_online BOOLEAN);
CREATE TABLE readings (reading_id INTEGER PRIMARY KEY, device_id INTEGER REFERENCES devices (device_id),
    recorded_at TIMESTAMP, temperature_c DOUBLE, humidity_percent DOUBLE, energy_kwh DOUBLE);
CREATE TABLE alerts (alert_id INTEGER PRIMARY KEY, device_id INTEGER REFERENCES devices (device_id),
    severity VARCHAR,
    raised_at TIMESTAMP, resolved_at TIMESTAMP);
"""


def _sensors(draw: random.Random) -> Rows:
    places = (
        ("North Plant", "Finland"),
        ("Harbour Hall", "Denmark"),
        ("River Works", "Finland"),
        ("Hill Farm", "Ireland"),
    )
    yield (
        "sites",
        [(n, name, country, draw.randrange(5, 90) * 100) for n, (name, country) in enumerate(places)],
    )
    yield (
        "devices",
        [
            (
                n,
                f"unit {n:02}",
                draw.choice(("TX100", "TX200", "HM5")),
                draw.randrange(4),
                _day(draw, "2020-01-01", 1400),
                draw.random() < 0.75,
            )
            for n in range(40)
        ],
    )
    yield (
        "readings",
        [
            (
                n,
                draw.randrange(36),
                _moment(draw, "2024-01-01", 360),
                round(draw.gauss(21, 6), 1),
                round(draw.random() * 100, 1),
                _maybe(draw, round(draw.random() * 12, 2), 0.95),
            )
            for n in range(1500)
        ],
    )
    yield (
        "alerts",
        [
            (
                n,
                draw.randrange(30),
                draw.choice(("info", "warning", "critical")),
                moment,
                _maybe(draw, _later(draw, moment, 4), 0.7),
            )
            for n in range(160)
            for moment in [_moment(draw, "2024-01-01", 360)]
        ],
    )


BUSINESSES: dict[str, Business] = {
    "saas": Business("sqlite", SAAS, _saas),
    "hospital": Business("duckdb", HOSPITAL, _hospital),
    "logistics": Business("sqlite", LOGISTICS, _logistics),
    "hr": Business("duckdb", HR, _hr),
    "school": Business("sqlite", SCHOOL, _school),
    "sensors": Business("duckdb", SENSORS, _sensors),
}


def create(name: str, folder: Path) -> Path:
    """Makes the database of a business in `folder`; the file."""
    business = BUSINESSES[name]
    path = folder / f"{name}.{business.engine}"
    rows = business.rows(random.Random(7))
    if business.engine == "sqlite":
        with sqlite3.connect(path) as connection:
            connection.executescript(business.ddl)
            for table, values in rows:
                connection.executemany(
                    f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values
                )
        connection.close()
        return path
    import duckdb

    with duckdb.connect(str(path)) as opened:
        opened.execute(business.ddl)
        for table, values in rows:
            opened.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    return path
