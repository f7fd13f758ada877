-- Published standards of diploma colleges, for each college of which something is printed or filed.
with college as (
    select * from {{ ref('int_policy__school_condition') }} where sector = 'college'
),

final as (
    -- External teachers count by half and are not collected: the ratio on full-time teachers is the most that it can be.
    select
        'college_students_per_teacher' as measure_id, school_id, school_name, year, cast(null as decimal(24, 6)) as amount_low, ratio as amount_high,
        students as numerator, full_time as denominator, case when students = 0 then 'scope_no_students' else 'external_teachers_missing' end as reason,
        case when students = 0 then 'out_of_scope' end as forced_outcome
    from college
    union all
    select 'college_graduate_degree_share', school_id, school_name, year, master_share, master_share, null, full_time, 'teacher_degrees_missing', null
    from college
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value_low='amount_low', value_high='amount_high', numerator='numerator', denominator='denominator', reason='reason', forced_outcome='forced_outcome'
    ) }}
from final
