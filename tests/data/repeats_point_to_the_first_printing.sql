-- What: repeats_figure_id names the first printing, never another repeat, and both print the same value.
-- When: sums over figures filter on it. Resolve: point to the first printing, or drop the link if the values differ.
select repeat.figure_id, repeat.value, first_print.value as first_value, first_print.repeats_figure_id
from {{ ref('fact_reported_figure') }} as repeat
inner join {{ ref('fact_reported_figure') }} as first_print on repeat.repeats_figure_id = first_print.figure_id
where first_print.repeats_figure_id is not null or repeat.value <> first_print.value
