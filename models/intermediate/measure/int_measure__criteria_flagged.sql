-- How many criteria of items 13 and 6 flag a point: at least those that certainly do, at most those that could not be tested as well.
with final as (
    select * from {{ ref('int_policy__criteria_flagged') }}
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'school'", subject_id='school_id', subject_name='school_name', object_key='object_key', year='period_year',
        value_low='flagged', value_high='flagged + untested', numerator='flagged', denominator='criteria - untested', reason="'criteria_not_tested'",
        forced_outcome='forced_outcome'
    ) }}
from final
