-- What: every figure that is mapped to awards or training exists, is no repeat, and reaches its fact or is on record as an unused claim.
-- When: a mapping or a figure changes. Resolve: correct figure_award.csv or figure_training.csv.
with mapped as (
    select figure_id, 'figure_award' as mapping from {{ ref('figure_award') }}
    union all
    select figure_id, 'figure_training' from {{ ref('figure_training') }}
),

figure as (
    select figure_id, repeats_figure_id, period_basis from {{ ref('fact_reported_figure') }}
),

reached as (
    select figure_ids from {{ ref('int_award__from_figures') }}
    union all
    select figure_ids from {{ ref('fact_training') }} where figure_ids is not null
)

select mapped.figure_id, mapped.mapping
from mapped
left join figure on mapped.figure_id = figure.figure_id
left join reached on reached.figure_ids like {{ dbt.concat(["'%'", "mapped.figure_id", "'%'"]) }}
where
    figure.figure_id is null
    or figure.repeats_figure_id is not null
    or (reached.figure_ids is null and figure.period_basis not in ('cumulative', 'range'))
