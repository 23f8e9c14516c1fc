-- Reads fact_runs and fact_datasets (dataset, about_people). The latest first. Where rows are about people their counts are shown as counts are.
select
    fact_runs.* replace (
        rows_shown("read", about_people) as "read",
        rows_shown(passed, about_people) as passed,
        rows_shown(quarantined, about_people) as quarantined,
        rows_shown(mapped, about_people) as mapped,
        rows_shown(new, about_people) as new,
        rows_shown(changed, about_people) as changed,
        rows_shown(unchanged, about_people) as unchanged,
        rows_shown(duplicate, about_people) as duplicate,
        rows_shown(outside, about_people) as outside,
        rows_shown(mapped_quarantined, about_people) as mapped_quarantined,
        rows_shown(removed, about_people) as removed
    )
from fact_runs left join fact_datasets using (dataset)
order by started desc, id
