{#
  One criterion of a college's programme point, from a relation with the columns of fact_programme_point and the parameters of its year
  (int_policy__criterion_parameter). The same text judges the present state and a proposed intake.
#}
{% macro criterion_row(
    relation, criterion, threshold, value_low, value_high, numerator, denominator, forced_outcome='null', reason='null', compared_with='null', pathway="'all'", extra=[]
) -%}
    select
        {{ "'" ~ criterion ~ "'" }} as criterion,
        school_key, school_id, school_name, major_key, major_code, major_name, {{ pathway }} as pathway, period_year,
        {% for column in extra %}{{ column }}, {% endfor %}
        cast({{ value_low }} as decimal(24, 6)) as value_low,
        cast({{ value_high }} as decimal(24, 6)) as value_high,
        cast({{ numerator }} as decimal(24, 6)) as numerator,
        cast({{ denominator }} as decimal(24, 6)) as denominator,
        cast({{ compared_with }} as decimal(24, 6)) as compared_with,
        cast({{ threshold }} as decimal(24, 6)) as threshold,
        cast({{ forced_outcome }} as {{ dbt.type_string() }}) as forced_outcome,
        cast({{ reason }} as {{ dbt.type_string() }}) as reason
    from {{ relation }}
{%- endmacro %}

{# A part of a whole in percent; null where the whole is unknown or zero. #}
{% macro percent_of(part, whole) -%}
    cast(100 as decimal(24, 6)) * {{ part }} / nullif({{ whole }}, 0)
{%- endmacro %}

{# The six rows of item 13: five criteria, the share in the college and in the city apart. `extra` columns of the relation go with each row. #}
{% macro criteria_of_points(relation, extra=[]) -%}
    {{ criterion_row(
        relation, 'scale', 'i13_scale_percentile', 'smaller_points_pct', 'smaller_points_pct', 'intake_high', 'known_points',
        forced_outcome="case when intake_high < i13_scale_minimum then 'met' when coalesce(known_points, 0) < i13_scale_points then 'unknown' end",
        reason="case when intake_high is null then 'intake_missing' when intake_high < i13_scale_minimum then 'small_intake' when known_points < i13_scale_points then 'few_points' end",
        compared_with='i13_scale_minimum',
        extra=extra
    ) }}
    union all
    {{ criterion_row(
        relation, 'growth', 'i13_growth', percent_of('(intake_low - earlier_intake)', 'earlier_intake'), percent_of('(intake_high - earlier_intake)', 'earlier_intake'),
        'intake_high', 'earlier_intake',
        forced_outcome="case when coalesce(earlier_intake, 0) < i13_growth_base then 'unknown' when intake_high - earlier_intake < i13_growth_minimum then 'met' end",
        reason="case when earlier_intake is null then 'earlier_intake_missing' when earlier_intake < i13_growth_base then 'small_base' when intake_high is null then 'intake_missing' when intake_high - earlier_intake < i13_growth_minimum then 'small_increase' end",
        compared_with='i13_growth_minimum',
        extra=extra
    ) }}
    union all
    {{ criterion_row(
        relation, 'share_in_school', 'i13_share_school', "case when is_school_intake_complete then " ~ percent_of('intake_low', 'school_intake') ~ " end",
        percent_of('intake_high', 'school_intake'), 'intake_high', 'school_intake',
        forced_outcome="case when college_majors < i13_share_majors and is_whole_list then 'exempt' when college_majors < i13_share_majors then 'unknown' end",
        reason="case when college_majors < i13_share_majors and is_whole_list then 'few_majors' when college_majors < i13_share_majors then 'list_not_whole' when intake_high is null then 'intake_missing' when not is_school_intake_complete then 'school_intake_incomplete' end",
        compared_with='college_majors',
        extra=extra
    ) }}
    union all
    {{ criterion_row(
        relation, 'share_in_city', 'i13_share_city', "case when is_city_intake_complete then " ~ percent_of('major_intake_low', 'city_intake') ~ " end",
        percent_of('major_intake_high', 'city_intake'), 'major_intake_high', 'city_intake',
        reason="case when major_intake_high is null then 'intake_missing' when not is_city_intake_complete then 'city_intake_incomplete' end",
        extra=extra
    ) }}
    union all
    {{ criterion_row(
        relation, 'demand', 'i13_demand', 'demand_ratio', 'case when demand_reports > 1 then demand_ratio end', 'demand_ratio', 'demand_reports',
        reason="case when demand_reports is null then 'demand_not_loaded' when demand_reports = 1 then 'one_demand_report' end",
        extra=extra
    ) }}
    union all
    {{ criterion_row(
        relation, 'placement', 'i13_placement', 'placement_low - city_placement', 'placement_high - city_placement', 'placement_low', 'graduates',
        forced_outcome="case when graduates is null or graduates < i13_placement_graduates then 'unknown' end",
        reason="case when graduates is null then 'graduates_missing' when graduates < i13_placement_graduates then 'small_number' when placement_low is null then 'placement_missing' when city_placement is null then 'city_placement_missing' end",
        compared_with='city_placement',
        extra=extra
    ) }}
{%- endmacro %}

{# The three rows of item 6: quality, demand (intake by plan) and placement of a through-train point. #}
{% macro criteria_of_through_train(relation) -%}
    {{ criterion_row(
        relation, 'quality', 'i06_lowest_grade', 'grade', 'case when monitors > 1 then grade end', 'grade', 'monitors', pathway='pathway',
        reason="case when monitors is null then 'quality_not_loaded' when monitors = 1 then 'one_monitor' end"
    ) }}
    union all
    {{ criterion_row(
        relation, 'intake_by_plan', 'i06_intake_plan', 'percent_of_plan', 'case when plan_years > 1 then percent_of_plan end', 'intake', 'plan_years',
        pathway='pathway', reason="case when plan_years is null then 'plan_not_loaded' when plan_years = 1 then 'one_plan_year' end"
    ) }}
    union all
    {{ criterion_row(
        relation, 'through_train_placement', 'i06_placement', percent_of('placed', 'graduates'), percent_of('placed', 'graduates'), 'placed', 'graduates',
        pathway='pathway', forced_outcome="case when graduates is null or graduates < i06_placement_graduates then 'unknown' end",
        reason="case when graduates is null then 'point_graduates_missing' when graduates < i06_placement_graduates then 'small_number' when placed is null then 'placement_missing' end"
    ) }}
{%- endmacro %}
