with enrolment as (
    select enrolment_id, school_key, major_key, major_as_printed, direction, pathway, campus, academic_year, students, intake, batch_id
    from {{ ref('fact_enrolment') }}
),

batch as (
    select batch_id, batch_kind from {{ ref('stg_batch') }}
),

rule as (
    select batch_kind, measure, smallest_shown from {{ ref('disclosure_rule') }}
),

count_of_people as (
    {% for measure in ('students', 'intake') %}
    select
        enrolment_id, school_key, major_key, major_as_printed, direction, pathway, coalesce(campus, '') as campus_or_whole, academic_year, batch_id,
        '{{ measure }}' as measure,
        {{ measure }} as people
    from enrolment
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

cell as (
    select count_of_people.*, rule.smallest_shown
    from count_of_people
    inner join batch on count_of_people.batch_id = batch.batch_id
    inner join rule on batch.batch_kind = rule.batch_kind and count_of_people.measure = rule.measure
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
