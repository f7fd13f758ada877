-- What: a figure that repeats another, or names its numerator or denominator, points to a figure that exists.
-- When: figures are transcribed. Resolve: correct the id in the CSV.
with figure as (
    select figure_id, repeats_figure_id, numerator_figure_id, denominator_figure_id from {{ ref('fact_reported_figure') }}
),

pointer as (
    select figure_id, repeats_figure_id as target_id from figure where repeats_figure_id is not null
    union all
    select figure_id, numerator_figure_id from figure where numerator_figure_id is not null
    union all
    select figure_id, denominator_figure_id from figure where denominator_figure_id is not null
)

select pointer.figure_id, pointer.target_id
from pointer
left join figure as target on pointer.target_id = target.figure_id
where target.figure_id is null or pointer.figure_id = pointer.target_id
