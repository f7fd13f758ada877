-- Reasons that name more than one number: the criteria of a point read together, grounds that are counted, the share of a controlled category in two
-- years.
with flagged as (
    select * from {{ ref('int_policy__criteria_flagged') }}
),

category as (
    select * from {{ ref('int_measure__controlled_category') }}
    where measure_id = 'controlled_category_share_change' and value is not null
),

ground as (
    select
        {{ dbt.concat(["'criterion_'", 'fact_criterion.criterion']) }} as measure_id, fact_criterion.school_id, {{ point_label('fact_criterion') }} as object_key,
        fact_criterion.period_year, fact_criterion.value_low, fact_criterion.threshold, criterion.label_zh, criterion.label_en,
        parameter.label_zh as parameter_zh, parameter.label_en as parameter_en
    from {{ ref('fact_criterion') }} as fact_criterion
    inner join {{ ref('criterion') }} as criterion on fact_criterion.criterion = criterion.criterion and criterion.counts_grounds
    inner join {{ ref('int_policy__parameter') }} as parameter
        on criterion.parameter_id = parameter.parameter_id
        and {{ year_end('fact_criterion.period_year') }} >= parameter.valid_from and {{ year_end('fact_criterion.period_year') }} < parameter.valid_until
    where fact_criterion.outcome in ('met', 'not_met')
),

final as (
    select
        measure_id, school_id as subject_id, object_key, period_year as year,
        {{ dbt.concat([
            "case when flagged > 0 then "
            ~ dbt.concat(["cast(criteria as " ~ dbt.type_string() ~ ")", "' 项标准中 '", "cast(flagged as " ~ dbt.type_string() ~ ")", "' 项触发：'", "flagged_zh"])
            ~ " when criteria = untested then " ~ dbt.concat(["cast(criteria as " ~ dbt.type_string() ~ ")", "' 项标准均无数据可测'"])
            ~ " else "
            ~ dbt.concat(["cast(criteria as " ~ dbt.type_string() ~ ")", "' 项标准中测 '", "cast(criteria - untested as " ~ dbt.type_string() ~ ")", "' 项，均未触发'"])
            ~ " end",
            "case when is_high_priority then '（高优先级）' else '' end",
            "coalesce(" ~ dbt.concat(["'；未能测：'", "untested_zh"]) ~ ", '')",
        ]) }} as reason_zh,
        {{ dbt.concat([
            "case when flagged > 0 then "
            ~ dbt.concat(["cast(flagged as " ~ dbt.type_string() ~ ")", "' of '", "cast(criteria as " ~ dbt.type_string() ~ ")", "' criteria flag the point: '", "flagged_en"])
            ~ " when criteria = untested then " ~ dbt.concat(["'none of '", "cast(criteria as " ~ dbt.type_string() ~ ")", "' criteria could be tested'"])
            ~ " else "
            ~ dbt.concat(["cast(criteria - untested as " ~ dbt.type_string() ~ ")", "' of '", "cast(criteria as " ~ dbt.type_string() ~ ")", "' criteria tested and none flags the point'"])
            ~ " end",
            "case when is_high_priority then ' (high priority)' else '' end",
            "coalesce(" ~ dbt.concat(["'; not tested: '", "untested_en"]) ~ ", '')",
        ]) }} as reason_en
    from flagged
    union all
    select
        measure_id, subject_id, object_key, year,
        {{ dbt.concat([
            "object_key", "'占全市高职招生 '", "cast(cast(numerator as decimal(24, 2)) as " ~ dbt.type_string() ~ ")", "'%，上一年 '",
            "cast(cast(denominator as decimal(24, 2)) as " ~ dbt.type_string() ~ ")", "'%'",
        ]) }},
        {{ dbt.concat([
            "object_key", "': '", "cast(cast(numerator as decimal(24, 2)) as " ~ dbt.type_string() ~ ")", "' percent of the college intake of the city, '",
            "cast(cast(denominator as decimal(24, 2)) as " ~ dbt.type_string() ~ ")", "' percent a year before'",
        ]) }}
    from category
    union all
    select
        measure_id, school_id, object_key, period_year,
        {{ dbt.concat(["label_zh", "' '", number_text('value_low'), "'，参数“'", "parameter_zh", "'” '", number_text('threshold')]) }},
        {{ dbt.concat(["label_en", "' '", number_text('value_low'), "', parameter '", "parameter_en", "' '", number_text('threshold')]) }}
    from ground
)

select * from final
