-- What: the evidence rows of a count with role counted are as many as its low end. When it matters: a planner is shown these rows as the proof.
-- How to resolve: compare int_item__* with the measure of the same id; both must fold and leave out the same things.
with counted as (
    select measure_id, act, scenario_id, subject_id, object_key, year, count(*) as items
    from {{ ref('fact_measure_item') }}
    where role = 'counted'
    group by measure_id, act, scenario_id, subject_id, object_key, year
),

measure as (
    select * from {{ ref('fact_measure') }}
    where reading <> 'levels_apart'
        and family in ('recruiting_majors', 'filed_majors', 'recognition')
        -- A printed number that stands in for a list has no items.
        and not (family in ('recruiting_majors', 'filed_majors') and evidence in (select figure_id from {{ ref('figure_major_count') }}))
)

select measure.measure_id, measure.subject_name, measure.object_key, measure.year, measure.value_low, counted.items
from measure
left join counted
    on measure.measure_id = counted.measure_id and measure.act = counted.act and measure.scenario_id = counted.scenario_id
    and measure.subject_id = counted.subject_id and measure.object_key = counted.object_key and measure.year = counted.year
where coalesce(measure.value_low, 0) <> coalesce(counted.items, 0)
