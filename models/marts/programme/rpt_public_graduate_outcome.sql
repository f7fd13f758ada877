{% set counts = ['graduates', 'placed', 'progressed', 'employed_directly', 'studying_abroad'] %}
{# The counts are parts of each other (placed of graduates, progressed of placed), so what is left of a whole is a count of people too. #}
{% set differences = [
    'graduates - placed', 'graduates - progressed', 'graduates - employed_directly', 'graduates - studying_abroad', 'placed - progressed',
    'placed - employed_directly', 'placed - studying_abroad', 'progressed - studying_abroad', 'graduates - progressed - employed_directly',
    'placed - progressed - employed_directly', 'graduates - progressed - employed_directly - studying_abroad',
    'placed - progressed - employed_directly - studying_abroad',
] %}

with outcome as (
    select graduate_outcome_id, school_key, major_key, period_year, {{ counts | join(', ') }}, batch_id
    from {{ ref('fact_graduate_outcome') }}
),

batch as (
    select batch_id, batch_kind from {{ ref('stg_batch') }}
),

rule as (
    select batch_kind, smallest_shown from {{ ref('disclosure_rule') }} where measure = 'graduates'
),

-- A row of the whole school beside rows of majors would give what is left of them: there the total is the sum of the majors.
by_major as (
    select school_key, period_year from outcome where major_key <> {{ not_broken_down_key() }} group by school_key, period_year
),

cell as (
    select outcome.*, rule.smallest_shown
    from outcome
    inner join batch on outcome.batch_id = batch.batch_id
    inner join rule on batch.batch_kind = rule.batch_kind
    left join by_major on outcome.school_key = by_major.school_key and outcome.period_year = by_major.period_year
    where outcome.major_key <> {{ not_broken_down_key() }} or by_major.school_key is null
),

{{ disclosed('cell', id='graduate_outcome_id', total=['school_key', 'period_year'], counts=counts, differences=differences) }},

joined as (
    {% for count in counts %}
    select
        graduate_outcome_id, false as is_total, school_key, major_key, period_year, '{{ count }}' as measure, {{ count }} as people, disclosure_status
    from disclosed_row
    union all
    select null, true, school_key, null, period_year, '{{ count }}', {{ count }}, disclosure_status from disclosed_total
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

final as (
    select
        cast(graduate_outcome_id as varchar) as graduate_outcome_id,
        cast(is_total as boolean) as is_total,
        cast(school_key as bigint) as school_key,
        cast(major_key as bigint) as major_key,
        cast(period_year as integer) as period_year,
        cast(measure as varchar) as measure,
        cast(case when disclosure_status = 'shown' then people end as integer) as people,
        cast(case when people is null then 'missing' else disclosure_status end as varchar) as disclosure_status,
        {{ is_synthetic() }} as is_synthetic
    from joined
)

select * from final
