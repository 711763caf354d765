-- About 50,000 made-up rows, the same every time. Load schema.sql before; takes a few seconds.
-- Ids count upwards: b0000000-0000-4000-8000-000000000001 is the first book, here and in the sample API.
begin;

create function pg_temp.sample_id(prefix text, n bigint) returns uuid language sql immutable as $$
  select (prefix || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
$$;

create function pg_temp.pick(choices text[], n bigint) returns text language sql immutable as $$
  select choices[1 + n % array_length(choices, 1)]
$$;

create function pg_temp.sample_isbn(n bigint) returns text language sql immutable as $$
  select digits || (10 - sum(substr(digits, place, 1)::int * case when place % 2 = 1 then 1 else 3 end) % 10) % 10
  from (values ('978' || lpad(n::text, 9, '0'))) as isbn (digits), generate_series(1, 12) as place
  group by digits
$$;

insert into authors (id, name, biography)
select
  pg_temp.sample_id('a0000000', n),
  pg_temp.pick('{Ines,Tomas,Priya,Jonas,Amara,Lucia,Henrik,Mei,Rosa,Callum}', n - 1) || ' '
    || case when n > 40 then chr(64 + ((n - 1) / 40)::int) || '. ' else '' end
    || pg_temp.pick('{Okafor,Lindqvist,Moreau,Castellan,Iyer,Brandt,Haddad,Novak}', n - 1),
  case when n % 3 <> 0 then 'Writes in the mornings and repairs radios after lunch.' end
from generate_series(1, 400) as n;

insert into books (id, isbn, title, author_id, genre, description, price_cents, published_on, stock, created_at)
select
  pg_temp.sample_id('b0000000', n),
  pg_temp.sample_isbn(n),
  pg_temp.pick('{The Lighthouse,A Winter,The Paper,Every Second,The Salt,Nine Small,The Borrowed}', n - 1) || ' '
    || pg_temp.pick('{Ledger,Orchard,Cartographer,Harbour,Almanac,Clockmaker,Garden,Witness}', n - 1)
    || pg_temp.pick('{""," of Lille"," of Salt"," of Ash"," at Dawn"," at Sea"," in June"," of Glass"," Again"}',
      (n - 1) / 56)
    || case when n > 504 then ', volume ' || 1 + (n - 1) / 504 else '' end,
  pg_temp.sample_id('a0000000', 1 + (n - 1) % 400),
  pg_temp.pick('{mystery,fiction,science,history,poetry,children}', n - 1)::genre,
  repeat('A story about ' || pg_temp.pick('{the sea,a letter,two brothers,a lost map,winter,machines}', n * 5) || '. ', 6),
  790 + n * 110 % 2600,
  date '1990-01-01' + (n * 97 % 13000)::int,
  case when n % 9 = 0 then 0 else n * 13 % 80 end,
  timestamptz '2024-01-01 08:00+00' + n * interval '1 hour'
from generate_series(1, 5000) as n;

insert into customers (id, email, name, created_at)
select pg_temp.sample_id('c0000000', n), lower(given || '.' || family) || '.' || n || '@example.com',
  given || ' ' || family, timestamptz '2024-01-01 10:00+00' + n * interval '3 hours'
from generate_series(1, 4000) as n
cross join lateral (
  select
    pg_temp.pick('{Ines,Tomas,Priya,Jonas,Amara,Lucia,Henrik,Mei,Rosa,Callum}', n * 3) as given,
    pg_temp.pick('{Okafor,Lindqvist,Moreau,Castellan,Iyer,Brandt,Haddad,Novak}', n * 5) as family
) as names;

insert into addresses (customer_id, street, city, postal_code, country)
select
  pg_temp.sample_id('c0000000', n),
  1 + n % 90 || ' ' || pg_temp.pick('{Mill Road,Rue des Tanneurs,Hafenstrasse,Harbour Lane}', n),
  pg_temp.pick('{Cambridge,Lille,Bremen,Bergen}', n),
  pg_temp.pick('{CB1 2AD,59000,28217,5003}', n),
  pg_temp.pick('{GB,FR,DE,NO}', n)
from generate_series(1, 4000) as n;

insert into carts (id, customer_id, updated_at)
select pg_temp.sample_id('ca000000', n), pg_temp.sample_id('c0000000', n), timestamptz '2026-02-01 12:00+00'
from generate_series(1, 4000) as n;

insert into cart_items (cart_id, book_id, quantity)
select pg_temp.sample_id('ca000000', n), pg_temp.sample_id('b0000000', 1 + n * 31 % 5000), 1 + n % 3
from generate_series(1, 1000) as n;

insert into orders (customer_id, shipping_address_id, status, total_cents, placed_at)
select
  pg_temp.sample_id('c0000000', 1 + n * 7 % 4000),
  1 + n * 7 % 4000,
  pg_temp.pick('{delivered,delivered,delivered,shipped,paid,placed,cancelled}', n)::order_status,
  0,
  timestamptz '2024-06-01 00:00+00' + n * interval '2 hours'
from generate_series(1, 7500) as n;

insert into order_items (order_id, line, book_id, title, quantity, unit_price_cents)
select o.id, line, b.id, b.title, 1 + (o.id + line) % 3, b.price_cents
from orders o
cross join lateral generate_series(1, 1 + (o.id % 3)::int) as line
join books b on b.id = pg_temp.sample_id('b0000000', 1 + (o.id * 11 + line * 617) % 5000);

update orders o
set total_cents = i.total
from (select order_id, sum(quantity * unit_price_cents) as total from order_items group by order_id) as i
where i.order_id = o.id;

insert into payments (order_id, method, amount_cents, paid_at)
select id, pg_temp.pick('{card,card,card,bank_transfer,voucher}', id)::payment_method, total_cents,
  placed_at + interval '5 minutes'
from orders
where status in ('paid', 'shipped', 'delivered');

insert into reviews (id, book_id, customer_id, rating, text, created_at)
select
  pg_temp.sample_id('e0000000', n),
  pg_temp.sample_id('b0000000', 1 + n * 29 % 5000),
  pg_temp.sample_id('c0000000', 1 + n * 13 % 4000),
  pg_temp.pick('{5,4,4,3,5,2,4}', n)::smallint,
  pg_temp.pick('{I missed my stop twice.,"Slow at first, then not.",My daughter knows it by heart.,Not for me.}', n),
  timestamptz '2024-07-01 09:00+00' + n * interval '97 minutes'
from generate_series(1, 6000) as n;

insert into stock_movements (book_id, change, reason, moved_at)
select pg_temp.sample_id('b0000000', n), 80, 'delivery', timestamptz '2024-02-01 06:00+00' + n * interval '5 minutes'
from generate_series(1, 5000) as n;

insert into search_log (words, found, searched_at)
select pg_temp.pick('{lighthouse,winter,the sea,garden,two brothers}', n), (n * 37 % 700)::int,
  timestamptz '2026-01-01 00:00+00' + n * interval '11 minutes'
from generate_series(1, 2000) as n;

-- Before the commit, so that freshly inserted rows are not counted twice.
analyze;

commit;

-- A little of the shop's traffic, so that the statistics of tables and indexes have something to say.
do $$
declare
  n integer;
begin
  for n in 1..200 loop
    perform from books where isbn = '9780000000019';
    perform from books where author_id = pg_temp.sample_id('a0000000', n);
    perform from books where genre = 'poetry' order by published_on desc limit 20;
    perform from authors where name = 'Ines Okafor';
    perform from customers where lower(email) = 'jonas.brandt.1@example.com';
    perform from addresses where customer_id = pg_temp.sample_id('c0000000', n);
    perform from carts c join cart_items i on i.cart_id = c.id
      where c.customer_id = pg_temp.sample_id('c0000000', n);
    perform from cart_items where book_id = pg_temp.sample_id('b0000000', n);
    perform from orders o join order_items i on i.order_id = o.id order by o.placed_at desc limit 20;
    perform from orders where shipping_address_id = n;
    perform from payments where order_id = 1000 + n;
    perform from reviews where book_id = pg_temp.sample_id('b0000000', n) order by created_at desc limit 20;
    perform from reviews where customer_id = pg_temp.sample_id('c0000000', n);
    perform from stock_movements where book_id = pg_temp.sample_id('b0000000', n) order by moved_at;
  end loop;
  for n in 1..40 loop
    perform from orders where customer_id = pg_temp.sample_id('c0000000', n);
    perform from order_items where book_id = pg_temp.sample_id('b0000000', n);
    perform from books where title || ' ' || description ilike '%lighthouse%';
  end loop;
end
$$;
