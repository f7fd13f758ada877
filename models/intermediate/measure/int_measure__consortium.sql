-- How many consortia, communities or groups of one kind are on record.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

final as (
    select consortium.consortium_kind, report_year.year, count(*) as consortia
    from {{ ref('dim_consortium') }} as consortium
    cross join report_year
    group by consortium.consortium_kind, report_year.year
)

select
    {{ measure_row(
        measure_id=dbt.concat(["'consortium_count_'", "consortium_kind"]), subject_type="'city'", subject_id="'上海'", subject_name="'上海'", year='year',
        value='consortia', reason="'no_consortium_on_record'"
    ) }}
from final
