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
    select
        count_of_people.*,
        rule.smallest_shown,
        case when abs(count_of_people.people) > 0 and abs(count_of_people.people) < rule.smallest_shown then 1 else 0 end as is_small
    from count_of_people
    inner join batch on count_of_people.batch_id = batch.batch_id
    inner join rule on batch.batch_kind = rule.batch_kind and count_of_people.measure = rule.measure
),

-- Cells that add up to one total stand or fall together.
in_total as (
    select
        cell.*,
        max(is_small) over (partition by school_key, campus_or_whole, academic_year, measure) as total_has_small,
        max(smallest_shown) over (partition by school_key, campus_or_whole, academic_year, measure) as smallest_in_total
    from cell
),

-- One cell that is large enough hides the small ones in the total. Which one follows from a hash, not from its size: the smallest would tell an upper bound.
companion as (
    select
        in_total.*,
        case when people >= smallest_in_total and people > 0 then 1 else 0 end as is_large,
        row_number() over (
            partition by school_key, campus_or_whole, academic_year, measure, case when people >= smallest_in_total and people > 0 then 1 else 0 end
            order by {{ dbt.hash("enrolment_id") }}, enrolment_id
        ) as place
    from in_total
),

public_cell as (
    select
        companion.*,
        case
            when people is null then 'missing'
            when is_small = 1 or (total_has_small = 1 and is_large = 1 and place = 1) then 'suppressed'
            else 'shown'
        end as disclosure_status
    from companion
),

-- Where no cell is large enough to hide the small ones, the total goes too.
public_total as (
    select
        school_key, campus_or_whole, academic_year, measure,
        sum(people) as people,
        case
            when count(people) = 0 then 'missing'
            when max(is_small) = 1 and max(is_large) = 0 then 'suppressed'
            else 'shown'
        end as disclosure_status
    from companion
    group by school_key, campus_or_whole, academic_year, measure
),

joined as (
    select
        enrolment_id, false as is_total, school_key, major_key, major_as_printed, direction, pathway, campus_or_whole, academic_year, measure,
        people, disclosure_status
    from public_cell
    union all
    select
        null, true, school_key, null, null, null, 'all', campus_or_whole, academic_year, measure,
        people, disclosure_status
    from public_total
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
        cast(disclosure_status as varchar) as disclosure_status,
        {{ is_synthetic() }} as is_synthetic
    from joined
)

select * from final
