with team as (
    select * from {{ ref('stg_teacher_team') }}
),

school_version as (
    select school_id, school_key, lookup_from, lookup_to from {{ ref('int_school__version') }}
),

final as (
    select
        cast(team.teacher_team_id as varchar) as teacher_team_id,
        cast(school.school_key as bigint) as school_key,
        cast(team.period_year as integer) as period_year,
        cast(team.team_name as varchar) as team_name,
        cast(team.lead_name_as_printed as varchar) as lead_name_as_printed,
        cast(team.team_level as varchar) as team_level,
        cast(team.batch_id as varchar) as batch_id,
        cast(team.document_id as varchar) as document_id,
        cast(team.section as varchar) as section,
        cast(team.locator as varchar) as locator,
        cast(team.locator_row as varchar) as locator_row,
        {{ is_synthetic() }} as is_synthetic
    from team
    inner join school_version as school on {{ in_force('school', 'team.school_id', 'team.period_year') }}
)

select * from final
