with school as (
    select school_id, school_name, school_level, school_kind from {{ ref('stg_school') }}
),

document as (
    select document_id, preference_rank from {{ ref('stg_document') }}
),

dated_fact as (
    select
        stg_school_fact.school_fact_id,
        stg_school_fact.school_id,
        stg_school_fact.attribute,
        stg_school_fact.value,
        stg_school_fact.fact_basis,
        document.preference_rank,
        coalesce(stg_school_fact.valid_from, {{ beginning_of_time() }}) as valid_from,
        coalesce(stg_school_fact.valid_to, {{ end_of_time() }}) as valid_to
    from {{ ref('stg_school_fact') }} as stg_school_fact
    left join document on stg_school_fact.document_id = document.document_id
),

-- A school ends where a successor is printed; founding and end are the same for all its versions.
lifetime as (
    select
        school.school_id,
        coalesce(
            min(case when dated_fact.attribute = 'founded_year' then cast({{ dbt.concat(['dated_fact.value', "'-01-01'"]) }} as date) end),
            {{ beginning_of_time() }}
        ) as opened_on,
        coalesce(max(case when dated_fact.attribute = 'successor' then dated_fact.valid_to end), {{ end_of_time() }}) as closed_on,
        max(case when dated_fact.attribute = 'successor' then dated_fact.value end) as successor_school_id,
        cast(max(case when dated_fact.attribute = 'founded_year' then dated_fact.value end) as integer) as founded_year
    from school
    left join dated_fact on school.school_id = dated_fact.school_id
    group by school.school_id
),

change_date as (
    select school_id, opened_on as valid_from from lifetime
    union
    select dated_fact.school_id, dated_fact.valid_from
    from dated_fact
    inner join lifetime on dated_fact.school_id = lifetime.school_id
    where dated_fact.attribute not in ('successor', 'founded_year')
        and dated_fact.valid_from > lifetime.opened_on and dated_fact.valid_from < lifetime.closed_on
    union
    select dated_fact.school_id, dated_fact.valid_to
    from dated_fact
    inner join lifetime on dated_fact.school_id = lifetime.school_id
    where dated_fact.attribute not in ('successor', 'founded_year')
        and dated_fact.valid_to > lifetime.opened_on and dated_fact.valid_to < lifetime.closed_on
),

version_range as (
    select
        change_date.school_id,
        change_date.valid_from,
        coalesce(
            lead(change_date.valid_from) over (partition by change_date.school_id order by change_date.valid_from),
            lifetime.closed_on
        ) as valid_to,
        row_number() over (partition by change_date.school_id order by change_date.valid_from) as version_number,
        lead(change_date.valid_from) over (partition by change_date.school_id order by change_date.valid_from) is null as is_last
    from change_date
    inner join lifetime on change_date.school_id = lifetime.school_id
),

-- Where documents disagree, the one with the better preference rank is taken, print before inference, the later fact first.
preferred as (
    select
        version_range.school_id,
        version_range.valid_from,
        dated_fact.attribute,
        dated_fact.value,
        row_number() over (
            partition by version_range.school_id, version_range.valid_from, dated_fact.attribute
            order by
                dated_fact.preference_rank,
                case dated_fact.fact_basis when 'printed' then 0 else 1 end,
                dated_fact.valid_from desc,
                dated_fact.school_fact_id
        ) as preference
    from version_range
    inner join dated_fact
        on version_range.school_id = dated_fact.school_id
        and dated_fact.valid_from <= version_range.valid_from
        and dated_fact.valid_to > version_range.valid_from
),

attribute as (
    select
        school_id,
        valid_from,
        max(case when attribute = 'school_name' then value end) as school_name,
        max(case when attribute = 'supervising_body' then value end) as supervising_body,
        max(case when attribute = 'district' then value end) as district,
        max(case when attribute = 'address' then value end) as address
    from preferred
    where preference = 1
    group by school_id, valid_from
),

final as (
    select
        {{ surrogate_key(['version_range.school_id', 'version_range.valid_from']) }} as school_key,
        version_range.school_id,
        coalesce(attribute.school_name, school.school_name) as school_name,
        school.school_level,
        school.school_kind,
        attribute.district,
        attribute.supervising_body,
        attribute.address,
        lifetime.founded_year,
        lifetime.successor_school_id,
        version_range.valid_from,
        version_range.valid_to,
        version_range.is_last and lifetime.successor_school_id is null as is_current,
        -- The range in which a fact finds this version: the first and last version also take what lies outside.
        case when version_range.version_number = 1 then {{ beginning_of_time() }} else version_range.valid_from end as lookup_from,
        case when version_range.is_last then {{ end_of_time() }} else version_range.valid_to end as lookup_to
    from version_range
    inner join school on version_range.school_id = school.school_id
    inner join lifetime on version_range.school_id = lifetime.school_id
    left join attribute on version_range.school_id = attribute.school_id and version_range.valid_from = attribute.valid_from
)

select * from final
