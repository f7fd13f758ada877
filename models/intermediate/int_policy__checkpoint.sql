-- The moments at which a school's majors are counted, with its level at that moment and the list that stands behind the count.
with version as (
    select school_id, school_name, school_level, valid_from, valid_to, is_current from {{ ref('dim_school') }} where school_key > 0
),

listed as (
    select school_id, academic_year, max(case when is_whole_list then 1 else 0 end) as is_whole
    from {{ ref('int_policy__programme') }}
    group by school_id, academic_year
),

line as (
    select distinct scenario_id, school_id, year, effective_date from {{ ref('int_policy__line') }}
),

-- A proposal changes the latest list of its own year or before; where all lists are later, the earliest of them.
baseline as (
    select
        line.school_id, line.year,
        coalesce(max(case when listed.academic_year <= line.year then listed.academic_year end), min(listed.academic_year)) as list_year
    from (select distinct school_id, year from line) as line
    inner join listed on line.school_id = listed.school_id
    group by line.school_id, line.year
),

moment as (
    select 'actual' as scenario_id, school_id, academic_year as year, {{ year_end('academic_year') }} as checkpoint_date, 2 as phase, academic_year as list_year
    from listed
    union all
    select line.scenario_id, line.school_id, line.year, line.effective_date, phase.phase, baseline.list_year
    from line
    cross join (select 1 as phase union all select 2) as phase
    left join baseline on line.school_id = baseline.school_id and line.year = baseline.year
),

final as (
    select
        moment.scenario_id, moment.school_id, coalesce(dated.school_name, today.school_name) as school_name,
        coalesce(dated.school_level, today.school_level) as school_level,
        moment.year, moment.checkpoint_date, moment.phase, moment.list_year,
        -- Majors named in prose are a list, but not a whole one.
        coalesce(listed.is_whole, 0) = 1 as has_whole_list
    from moment
    left join listed on moment.school_id = listed.school_id and moment.list_year = listed.academic_year
    left join version as dated
        on moment.school_id = dated.school_id and moment.checkpoint_date >= dated.valid_from and moment.checkpoint_date < dated.valid_to
    inner join version as today on moment.school_id = today.school_id and today.is_current
)

select * from final
