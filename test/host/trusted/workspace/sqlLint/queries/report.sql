create index report_idx on orders (note);
