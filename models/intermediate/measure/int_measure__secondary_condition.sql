-- Published standards of secondary schools, for each school of which something is printed or filed.
with school as (
    select * from {{ ref('int_policy__school_condition') }} where sector = 'secondary'
),

final as (
    select
        'secondary_students' as measure_id, school_id, school_name, year, cast(students as decimal(24, 6)) as amount_low, cast(students as decimal(24, 6)) as amount_high,
        students as numerator, cast(null as integer) as denominator, 'students_missing' as reason, cast(null as {{ dbt.type_string() }}) as forced_outcome
    from school
    union all
    select 'secondary_full_time_teachers', school_id, school_name, year, full_time, full_time, full_time, null, 'full_time_teachers_missing', null
    from school
    union all
    select
        'secondary_students_per_teacher', school_id, school_name, year, ratio, ratio, students, full_time, case when students = 0 then 'scope_no_students' else 'students_or_teachers_missing' end,
        case when students = 0 then 'out_of_scope' when full_time = 0 then 'not_met' end
    from school
    union all
    select 'secondary_senior_title_share', school_id, school_name, year, senior_share, senior_share, null, full_time, 'senior_titles_missing', null
    from school
    union all
    -- Specialist teachers are a part of the full-time ones: the share of all is the least that the share of the part can be.
    select
        'secondary_dual_qualified_share', school_id, school_name, year, dual_qualified_share,
        null, dual_qualified, full_time, 'specialist_teachers_missing', null
    from school
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value_low='amount_low', value_high='amount_high', numerator='numerator', denominator='denominator', reason='reason', forced_outcome='forced_outcome'
    ) }}
from final
