-- What: the catalogue and the schools that dbt seeds equal those that intake stored, in every column they share.
-- When: a reference file was edited and not loaded. Resolve: run `warehouse load`, then build.
-- A school that a file outside the project brought has no seed and is not compared.
{% set major = ['major_code', 'major_name', 'education_level', 'category_code', 'category_name', 'class_code', 'class_name', 'confirmed_by'] %}
{% set school = ['school_id', 'school_name', 'school_level', 'school_kind'] %}
with difference as (
    (select {{ dbt.concat(major) }} as row_text, 'major: reference only' as where_found from {{ ref('major') }}
    except
    select {{ dbt.concat(major) }}, 'major: reference only' from {{ ref('stg_major') }})
    union all
    (select {{ dbt.concat(major) }}, 'major: source only' from {{ ref('stg_major') }}
    except
    select {{ dbt.concat(major) }}, 'major: source only' from {{ ref('major') }})
    union all
    (select {{ dbt.concat(school) }}, 'school: reference only' from {{ ref('school') }}
    except
    select {{ dbt.concat(school) }}, 'school: reference only' from {{ ref('stg_school') }})
    union all
    (select {{ dbt.concat(school) }}, 'school: source only' from {{ ref('stg_school') }}
    where batch_id in (select batch_id from {{ ref('stg_batch') }} where source_name like 'seeds/%')
    except
    select {{ dbt.concat(school) }}, 'school: source only' from {{ ref('school') }})
)

select * from difference
