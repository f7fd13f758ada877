-- What a reader should know beside the count of a college: lines that fold into fewer majors (EC07), filed majors that do not recruit (EC09),
-- and the diploma section of a university, which is no college (EC12).
with state as (
    select * from {{ ref('int_policy__state_count') }} where reading <> 'levels_apart'
),

line as (
    select school_id, academic_year as year, sum(printed_rows) as lines
    from {{ ref('int_policy__programme') }}
    where status in ('recruiting', 'approved') and education_level in ('higher_vocational', 'vocational_undergraduate')
    group by school_id, academic_year
),

final as (
    select
        'lines' as object_key, state.school_id, state.school_name, state.year, line.lines as amount, state.recruiting_low as counted,
        'note_lines' as settled
    from state
    inner join line on state.school_id = line.school_id and state.year = line.year
    where state.is_college and line.lines > state.recruiting_high
    union all
    select 'filed', school_id, school_name, year, filed_low, recruiting_low, 'note_filed'
    from state
    where is_college and filed_low > recruiting_high
    union all
    select 'section', school_id, school_name, year, recruiting_low, recruiting_low, 'note_section'
    from state
    where school_level = 'other' and filed_low > 0
)

select
    {{ measure_row(
        measure_id="'major_count_note'", subject_type="'school'", subject_id='school_id', subject_name='school_name', object_key='object_key', year='year',
        value='amount', denominator='counted', forced_outcome='settled'
    ) }}
from final
