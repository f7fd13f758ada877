-- The majors behind the two counts of a school: which count, which lines fold into them, which are left out or could not be read.
with checkpoint as (
    select
        *,
        case when scenario_id = 'actual' then 'state' else 'proposal' end as act,
        case when scenario_id = 'actual' then '' else cast(checkpoint_date as {{ dbt.type_string() }}) end as object_key
    from {{ ref('int_policy__checkpoint') }}
),

offering as (
    select scenario_id, school_id, checkpoint_date, phase, education_level, major_code, status from {{ ref('int_policy__offering') }}
),

major as (
    select major_code, major_name from {{ ref('dim_major') }}
),

programme as (
    select
        *,
        row_number() over (partition by school_id, academic_year, major_code order by programme_id) as line_order
    from {{ ref('int_policy__programme') }}
),

line as (
    select distinct scenario_id, school_id, effective_date, major_code, major_as_printed, education_level, is_carrier_unknown
    from {{ ref('int_policy__line') }}
    where action = 'add'
),

-- The recruiting count is taken after the additions, the filed count of a proposal after its exits, of a state at the year's end.
measure as (
    select 'recruiting_major_count' as measure_id, 'state' as act, 2 as phase
    union all
    select 'recruiting_major_count', 'proposal', 2
    union all
    select 'filed_major_count', 'state', 2
    union all
    select 'filed_major_count', 'proposal', 1
),

counted_at as (
    select measure.measure_id, checkpoint.*
    from checkpoint
    inner join measure on checkpoint.act = measure.act and checkpoint.phase = measure.phase
),

item as (
    select
        counted_at.*, offering.major_code as item_key, major.major_name as item_label,
        case
            when offering.status = 'recruiting' or (offering.status = 'suspended' and counted_at.measure_id = 'filed_major_count') then 'counted'
            else 'not_counted'
        end as role,
        offering.status as why, cast(null as {{ dbt.type_string() }}) as source, offering.education_level
    from counted_at
    inner join offering
        on counted_at.scenario_id = offering.scenario_id and counted_at.school_id = offering.school_id
        and counted_at.checkpoint_date = offering.checkpoint_date and counted_at.phase = offering.phase
    inner join major on offering.major_code = major.major_code
    union all
    select
        counted_at.*, programme.programme_id, programme.major_as_printed, 'folded',
        case
            when programme.line_order = 1 then 'printed_twice'
            when programme.direction is not null then 'direction'
            when programme.campus is not null then 'campus'
            else 'pathway'
        end,
        programme.programme_id, programme.education_level
    from counted_at
    inner join programme on counted_at.school_id = programme.school_id and counted_at.list_year = programme.academic_year
    where programme.major_code is not null and (programme.line_order > 1 or programme.printed_rows > 1)
    union all
    select
        counted_at.*, programme.programme_id, programme.major_as_printed, 'unmatched', 'not_in_catalogue', programme.programme_id,
        {{ counted_level('counted_at.school_level', 'programme.major_code', 'programme.education_level') }}
    from counted_at
    inner join programme on counted_at.school_id = programme.school_id and counted_at.list_year = programme.academic_year
    where programme.major_code is null and programme.status <> 'withdrawn'
    union all
    select counted_at.*, line.major_as_printed, line.major_as_printed, 'unmatched', 'proposed_name_not_resolved', null, line.education_level
    from counted_at
    inner join line
        on counted_at.scenario_id = line.scenario_id and counted_at.school_id = line.school_id and not line.is_carrier_unknown
        and (line.effective_date < counted_at.checkpoint_date or (line.effective_date = counted_at.checkpoint_date and counted_at.phase = 2))
    where line.major_code is null
),

final as (
    select *
    from item
    where (school_level = 'secondary') = (education_level = 'secondary')
        and education_level in ('secondary', 'higher_vocational', 'vocational_undergraduate')
)

select
    {{ item_row(
        measure_id='measure_id', act='act', scenario_id='scenario_id', subject_id='school_id', object_key='object_key', year='year',
        item_key='item_key', item_label='item_label', role='role', why='why', source='source'
    ) }}
from final
