/** The schema that the examples of the rules are written for. */
export const sampleSchema = `
  create schema shop;
  create type order_status as enum ('new', 'paid');
  create domain email_address as text check (value like '%@%');
  create table users (id bigint primary key, email email_address, name varchar(50));
  create table orders (
    id bigint constraint orders_pkey primary key,
    user_id bigint not null constraint orders_user_id_fkey references users,
    status text,
    state order_status,
    age int,
    total numeric(10,2),
    note varchar(20),
    period tstzrange,
    created_at timestamptz default now()
  );
  create index orders_status_idx on orders (status);
  create unique index orders_key on orders (id);
  create table archive (id bigint);
  create table archive_parent (id bigint);
  create table events (at timestamptz not null) partition by range (at);
  create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
  create table events_default partition of events default;
  create table events_2027 (at timestamptz not null);
  create table metrics (at timestamptz not null) partition by range (at);
  create table metrics_2026 partition of metrics for values from ('2026-01-01') to ('2027-01-01');
  create materialized view order_totals as select user_id, sum(total) as total from orders group by user_id;
  create unique index order_totals_key on order_totals (user_id);
  create view recent_orders as select id from orders;
  create sequence invoice_numbers;
  create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger orders_touch before update on orders for each row execute function touch();
  create function unused() returns int language sql as 'select 1';
  insert into users select n, n || '@example.com', 'user ' || n from generate_series(1, 50) n;
  insert into orders (id, user_id, status, state, age, total, note)
    select n, 1 + n % 50, 'new', 'new', n, n, 'note ' || n from generate_series(1, 500) n;
  refresh materialized view order_totals;
`;

/** A schema as rows of text: two databases have the same one when these are equal. */
export const schemaSummary = `
  select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select 'constraint ' || coalesce(t.relname, y.typname) || ' ' || n.conname || ' ' || pg_get_constraintdef(n.oid)
  from pg_constraint n left join pg_class t on t.oid = n.conrelid left join pg_type y on y.oid = n.contypid
  where n.connamespace = 'public'::regnamespace
  union all
  select 'index ' || pg_get_indexdef(i.indexrelid) || i.indisvalid
  from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'public'::regnamespace
  union all
  select 'partition ' || inhrelid::regclass || ' of ' || inhparent::regclass from pg_inherits
  order by 1`;
