-- What: the printed unit can measure the indicator (a person count is not printed in %). When: figures are transcribed.
-- Resolve: correct the indicator or the unit of the row, or add the unit to unit.csv.
select figure.figure_id, figure.unit_as_printed, figure.unit, figure.unit_family
from {{ ref('int_figure__converted') }} as figure
where
    figure.unit_family is null
    or not (
        figure.unit_family = figure.unit
        or figure.unit_family = 'any'
        or (figure.unit_family = 'person_or_count' and figure.unit not in ('CNY', 'percent', 'ratio', 'hour', 'class_hour'))
        or (figure.unit_family = 'count' and figure.unit not in ('percent', 'hour', 'class_hour', 'person_day'))
    )
