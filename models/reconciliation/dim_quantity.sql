-- Everything an identity can name: printed numbers by figure id, and counts of transcribed rows by a readable id.
with figure as (
    select
        figure_id as quantity_id,
        value,
        qualifier,
        -- Digits after the point; the ":1" of a ratio is no part of the number.
        case
            when value_as_printed like '%.%'
                then length(replace(value_as_printed, ':1', '')) - {{ dbt.position("'.'", "value_as_printed") }}
            else 0
        end as printed_decimals,
        {{ dbt.concat(["document_id", "' '", "section", "' '", "locator"]) }} as printed_at
    from {{ ref('int_figure__converted') }}
),

-- A school that is printed with its successor has become part of another one.
former_school as (
    select distinct school_id from {{ ref('stg_school_fact') }} where attribute = 'successor'
),

table_row as (
    select document_id, section, locator, cast(null as varchar) as part, 1 as amount from {{ ref('stg_recognition') }}
    union all
    select document_id, section, locator, recognition_level, 1 from {{ ref('stg_recognition') }}
    union all
    select document_id, section, locator, status, 1 from {{ ref('stg_recognition') }}
    union all
    select document_id, section, locator, item_kind, 1 from {{ ref('stg_recognition') }}
    union all
    select document_id, section, locator, cast(null as varchar), award_count from {{ ref('stg_award') }}
    union all
    select document_id, section, locator, medal, award_count from {{ ref('stg_award') }}
    union all
    select document_id, section, locator, {{ dbt.concat(["event_name", "'|'", "medal"]) }}, award_count from {{ ref('stg_award') }}
    union all
    select document_id, section, locator, cast(null as varchar), 1 from {{ ref('stg_consortium') }}
    union all
    select document_id, section, locator, batch_label, 1 from {{ ref('stg_consortium') }} where batch_label is not null
    union all
    select document_id, section, locator, cast(null as varchar), 1 from {{ ref('stg_programme') }}
    union all
    select document_id, section, locator, pathway, 1 from {{ ref('stg_programme') }}
    union all
    select document_id, section, locator, {{ dbt.concat(["pathway", "'|'", "status"]) }}, 1 from {{ ref('stg_programme') }}
    union all
    select document_id, section, locator, cast(null as varchar), 1 from {{ ref('stg_teacher_team') }}
    union all
    select document_id, section, locator, team_level, 1 from {{ ref('stg_teacher_team') }}
    union all
    select document_id, section, locator, team_name, 1 from {{ ref('stg_teacher_team') }}
    union all
    select document_id, section, locator, school_as_printed, 1 from {{ ref('stg_recognition') }}
    union all
    select document_id, section, locator, school_as_printed, award_count from {{ ref('stg_award') }}
    union all
    select recognition.document_id, recognition.section, recognition.locator, {{ dbt.concat(["recognition.recognition_level", "'|former school'"]) }}, 1
    from {{ ref('stg_recognition') }} as recognition
    inner join former_school on recognition.school_id = former_school.school_id
),

counted as (
    select
        {{ dbt.concat(["'rows|'", "document_id", "'|'", "locator", "coalesce(" ~ dbt.concat(["'|'", "part"]) ~ ", '')"]) }} as quantity_id,
        cast(sum(amount) as decimal(24, 6)) as value,
        'exact' as qualifier,
        0 as printed_decimals,
        {{ dbt.concat(["document_id", "' '", "min(section)", "' '", "locator"]) }} as printed_at
    from table_row
    where document_id is not null  -- a filed row is no printed quantity
    group by document_id, locator, part
),

-- A programme that a print lists twice is one programme.
programme as (
    select
        {{ dbt.concat(["'programmes|'", "document_id", "'|'", "locator", "'|'", "pathway", "'|'", "status"]) }} as quantity_id,
        cast(count(*) as decimal(24, 6)) as value,
        'exact' as qualifier,
        0 as printed_decimals,
        {{ dbt.concat(["document_id", "' '", "min(section)", "' '", "locator"]) }} as printed_at
    from {{ ref('fact_programme') }}
    where document_id is not null
    group by document_id, locator, pathway, status
),

-- Things that running text names one by one.
named as (
    select
        {{ dbt.concat(["'named|'", "list_id"]) }} as quantity_id,
        cast(count(distinct item_as_printed) as decimal(24, 6)) as value,
        'exact' as qualifier,
        0 as printed_decimals,
        min({{ dbt.concat(["document_id", "' '", "section", "' '", "locator"]) }}) as printed_at
    from {{ ref('named_item') }}
    group by list_id
),

school as (
    select
        {{ dbt.concat(["'schools|'", "dim_school.school_level"]) }} as quantity_id,
        cast(count(*) as decimal(24, 6)) as value,
        'exact' as qualifier,
        0 as printed_decimals,
        'all documents: schools named' as printed_at
    from {{ ref('dim_school') }} as dim_school
    inner join {{ ref('stg_school') }} as stg_school on dim_school.school_id = stg_school.school_id
    -- A school that only a filing or the synthetic panel knows is named in no report.
    inner join {{ ref('stg_document') }} as document on stg_school.document_id = document.document_id and document.document_kind = 'annual_report'
    where dim_school.is_current
    group by dim_school.school_level
),

final as (
    select
        cast(quantity_id as varchar) as quantity_id,
        cast(value as decimal(24, 6)) as value,
        cast(qualifier as varchar) as qualifier,
        cast(printed_decimals as integer) as printed_decimals,
        cast(printed_at as varchar) as printed_at
    from figure
    union all
    select quantity_id, value, qualifier, printed_decimals, printed_at from counted
    union all
    select quantity_id, value, qualifier, printed_decimals, printed_at from programme
    union all
    select quantity_id, value, qualifier, printed_decimals, printed_at from named
    union all
    select quantity_id, value, qualifier, printed_decimals, printed_at from school
)

select * from final
