-- The worst of some statuses, less those that are null: what a measure of several columns groups its rows by. greatest says the same, and grouping takes half as long again, since it
-- makes a key for sorting of each.
create macro worse(a, b) as case when b is null or a >= b then a else b end;

create macro worst
    (a, b) as worse(a, b),
    (a, b, c) as worse(worse(a, b), c),
    (a, b, c, d) as worse(worse(worse(a, b), c), d),
    (a, b, c, d, e) as worse(worse(worse(worse(a, b), c), d), e);
