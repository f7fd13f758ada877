-- How many recognitions of a title have come to their end. A title that is not on record at all is missing, not zero; where its list is not printed whole
-- the count is a lower bound.
with report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

whole_title as (
    select distinct recognition_title from {{ ref('whole_list') }} where recognition_title is not null
),

counted as (
    select
        finished.measure_id, finished.recognition_title, count(*) as on_record,
        sum(case when recognition.status = finished.status then 1 else 0 end) as finished
    from {{ ref('policy_finished_measure') }} as finished
    inner join {{ ref('fact_recognition') }} as recognition on finished.recognition_title = recognition.recognition_title
    group by finished.measure_id, finished.recognition_title
),

final as (
    select
        title.measure_id, title.recognition_title, report_year.year, counted.on_record, counted.finished as finished_low,
        case when whole_title.recognition_title is not null then counted.finished end as finished_high
    from {{ ref('policy_finished_measure') }} as title
    cross join report_year
    left join counted on title.measure_id = counted.measure_id
    left join whole_title on title.recognition_title = whole_title.recognition_title
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'city'", subject_id="'上海'", subject_name="'上海'", year='year', value_low='finished_low',
        value_high='finished_high', numerator='finished_low', denominator='on_record', reason="'no_recognition_on_record'", evidence='recognition_title'
    ) }}
from final
