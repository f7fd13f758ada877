-- Recruiting majors of a college against the year before.
with state as (
    select * from {{ ref('int_policy__state_count') }}
)

select
    {{ measure_row(
        measure_id="'major_count_change'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='recruiting_low - recruiting_earlier', numerator='recruiting_low', denominator='recruiting_earlier',
        reason="'no_count_a_year_earlier'", evidence='evidence'
    ) }}
from state
