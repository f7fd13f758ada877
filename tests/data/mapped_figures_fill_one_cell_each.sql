-- What: no two printed numbers are mapped to the same cell of awards or training; the fact would keep one and lose the other.
-- When: a mapping is added. Resolve: make training_name or event_name more specific, or drop the part or the total.
select 'award' as mapping, school_name, contest_id || ' ' || event_name as object, participant_kind || ' ' || medal as part, measure, count(*) as figures
from {{ ref('figure_award') }}
group by school_name, contest_id, event_name, participant_kind, medal, measure
having count(*) > 1
union all
select 'training', coalesce(mapping.school_name, figure.school_id), mapping.training_name, cast(figure.period_year as varchar), mapping.measure, count(*)
from {{ ref('figure_training') }} as mapping
inner join {{ ref('int_figure__converted') }} as figure on mapping.figure_id = figure.figure_id
where figure.period_basis not in ('cumulative', 'range')
group by coalesce(mapping.school_name, figure.school_id), mapping.training_name, figure.period_year, mapping.measure
having count(*) > 1
