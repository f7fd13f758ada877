with enrolment as (
    select enrolment_id, school_key, major_key, major_as_printed, direction, pathway, campus, academic_year, students, intake, batch_id
    from {{ ref('fact_enrolment') }}
),

batch as (
    select batch_id, batch_kind from {{ ref('stg_batch') }}
),

rule as (
    select batch_kind, measure, smallest_shown from {{ ref('disclosure_rule') }} where measure in ('students', 'intake')
),

-- Read once: DuckDB writes down in full what two branches of a union read.
cell as (
    select
        enrolment.enrolment_id, enrolment.school_key, enrolment.major_key, enrolment.major_as_printed, enrolment.direction, enrolment.pathway,
        coalesce(enrolment.campus, '') as campus_or_whole, enrolment.academic_year, rule.measure, rule.smallest_shown,
        case when rule.measure = 'students' then enrolment.students else enrolment.intake end as people
    from enrolment
    inner join batch on enrolment.batch_id = batch.batch_id
    inner join rule on batch.batch_kind = rule.batch_kind
),

{{ disclosed('cell', id='enrolment_id', total=['school_key', 'campus_or_whole', 'academic_year', 'measure'], counts=['people']) }},

joined as (
    select
        enrolment_id, false as is_total, school_key, major_key, major_as_printed, direction, pathway, campus_or_whole, academic_year, measure,
        people, disclosure_status
    from disclosed_row
    union all
    select
        null, true, school_key, null, null, null, 'all', campus_or_whole, academic_year, measure,
        people, disclosure_status
    from disclosed_total
),

final as (
    select
        cast(enrolment_id as varchar) as enrolment_id,
        cast(is_total as boolean) as is_total,
        cast(school_key as bigint) as school_key,
        cast(major_key as bigint) as major_key,
        cast(major_as_printed as varchar) as major_as_printed,
        cast(direction as varchar) as direction,
        cast(pathway as varchar) as pathway,
        cast(nullif(campus_or_whole, '') as varchar) as campus,
        cast(academic_year as integer) as academic_year,
        cast(measure as varchar) as measure,
        cast(case when disclosure_status = 'shown' then people end as integer) as people,
        cast(case when people is null then 'missing' else disclosure_status end as varchar) as disclosure_status,
        {{ is_synthetic() }} as is_synthetic
    from joined
)

select * from final
