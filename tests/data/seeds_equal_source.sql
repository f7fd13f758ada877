-- What: the catalogue that dbt seeds equals the one that intake stored. When: one of them was loaded from another version of the file.
-- Resolve: run `warehouse load` again, then build.
select major_code, 'only in reference' as where_found from {{ ref('major') }}
except
select major_code, 'only in reference' from {{ ref('stg_major') }}
union all
(
    select school_id, 'only in reference school' from {{ ref('school') }}
    except
    select school_id, 'only in reference school' from {{ ref('stg_school') }}
)
