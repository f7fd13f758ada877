-- What: versions of a school follow each other day to day. When: a dated fact is added. Resolve: mend its dates in school_fact.csv.
with version as (
    select
        school_id,
        valid_from,
        valid_to,
        lead(valid_from) over (partition by school_id order by valid_from) as next_from
    from {{ ref('dim_school') }}
)

select * from version where valid_to <= valid_from or (next_from is not null and next_from <> valid_to)
