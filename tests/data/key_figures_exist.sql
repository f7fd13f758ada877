-- What: every key number of the overview is a printed figure. When: key_figure.csv or the figures change. Resolve: correct its figure_id.
select key_figure.figure_id
from {{ ref('key_figure') }} as key_figure
left join {{ ref('fact_reported_figure') }} as figure on key_figure.figure_id = figure.figure_id
where figure.figure_id is null
