set lock_timeout = '2s';
create index orders_note_idx on orders (note);
selec 1;
