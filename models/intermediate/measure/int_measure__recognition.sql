-- How many recognitions of one title are on record. None on record is missing, not zero: the title may not be transcribed.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

final as (
    select
        title.measure_id, title.recognition_title, report_year.year,
        nullif(count(recognition.recognition_id), 0) as recognitions
    from {{ ref('policy_recognition_measure') }} as title
    cross join report_year
    left join {{ ref('fact_recognition') }} as recognition on title.recognition_title = recognition.recognition_title
    group by title.measure_id, title.recognition_title, report_year.year
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'city'", subject_id="'上海'", subject_name="'上海'", year='year', value='recognitions',
        reason="'no_recognition_on_record'", evidence='recognition_title'
    ) }}
from final
