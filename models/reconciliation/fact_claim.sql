-- What documents claim about the same quantity, which claim feeds the facts and by which rule, and which do not.
with school as (
    select school_id, school_name from {{ ref('stg_school') }}
),

document as (
    select document_id, preference_rank from {{ ref('stg_document') }}
),

school_fact as (
    select
        stg_school_fact.school_fact_id as claim_id,
        {{ dbt.concat(["'school.'", "stg_school_fact.attribute"]) }} as quantity,
        stg_school_fact.school_id,
        cast(null as integer) as period_year,
        stg_school_fact.value as claim_value,
        {{ dbt.concat(["stg_school_fact.document_id", "' '", "stg_school_fact.section", "' '", "stg_school_fact.locator"]) }} as printed_at,
        row_number() over (
            partition by stg_school_fact.school_id, stg_school_fact.attribute
            order by
                document.preference_rank,
                case stg_school_fact.fact_basis when 'printed' then 0 else 1 end,
                coalesce(stg_school_fact.valid_from, {{ beginning_of_time() }}) desc,
                stg_school_fact.school_fact_id
        ) as preference,
        count(*) over (partition by stg_school_fact.school_id, stg_school_fact.attribute) as claims,
        'better-ranked document, print before inference' as preference_rule
    from {{ ref('stg_school_fact') }} as stg_school_fact
    left join document on stg_school_fact.document_id = document.document_id
    where stg_school_fact.attribute in ('supervising_body', 'district', 'address')
),

teacher_count as (
    select
        teacher_count_id as claim_id,
        {{ dbt.concat(["'teachers.'", "teacher_category"]) }} as quantity,
        school_id,
        period_year,
        cast(coalesce(cast(headcount as decimal(18, 4)), share_pct) as {{ dbt.type_string() }}) as claim_value,
        coalesce({{ dbt.concat(["document_id", "' '", "section", "' '", "locator"]) }}, locator) as printed_at,
        preference,
        claims,
        'head count before share, table before prose' as preference_rule
    from {{ ref('int_teacher__ranked') }}
),

award_count as (
    select
        figure_ids as claim_id,
        {{ dbt.concat(["'awards.'", "contest_id", "'.'", "medal"]) }} as quantity,
        school_id,
        cast(null as integer) as period_year,
        cast(counted_awards as {{ dbt.type_string() }}) as claim_value,
        coalesce({{ dbt.concat(["document_id", "' '", "section", "' '", "locator"]) }}, locator) as printed_at,
        2 as preference,
        2 as claims,
        'named items before a bare count' as preference_rule
    from {{ ref('int_award__from_figures') }}
    where not is_used
),

award_named as (
    select
        {{ dbt.concat(["'named '", "contest_id", "' '", "school_id", "' '", "medal"]) }} as claim_id,
        {{ dbt.concat(["'awards.'", "contest_id", "'.'", "medal"]) }} as quantity,
        school_id,
        cast(null as integer) as period_year,
        cast(sum(award_count) as {{ dbt.type_string() }}) as claim_value,
        min(coalesce({{ dbt.concat(["document_id", "' '", "section", "' '", "locator"]) }}, locator)) as printed_at,
        1 as preference,
        2 as claims,
        'named items before a bare count' as preference_rule
    from {{ ref('stg_award') }}
    group by contest_id, school_id, medal
    having {{ dbt.concat(["contest_id", "school_id", "medal"]) }} in (
        select {{ dbt.concat(["contest_id", "school_id", "medal"]) }} from {{ ref('int_award__from_figures') }} where not is_used
    )
),

pathway_label as (
    select 'plain' as pathway, '中职专业' as breakdown
    union all
    select 'secondary_to_diploma', '中高职贯通'
    union all
    select 'secondary_to_bachelor', '中本贯通'
),

programme_counted as (
    select figure.figure_id, figure.school_id, figure.period_year, pathway_label.pathway, figure.value,
        {{ dbt.concat(["figure.document_id", "' '", "figure.section", "' '", "figure.locator"]) }} as printed_at
    from {{ ref('int_figure__converted') }} as figure
    inner join pathway_label on figure.breakdown = pathway_label.breakdown
    where figure.indicator_id = 'pathway_programme_count' and figure.repeats_figure_id is null
),

programme_listed as (
    select
        school.school_id, programme.academic_year, programme.pathway, count(*) as programmes,
        min(coalesce({{ dbt.concat(["programme.document_id", "' '", "programme.section", "' '", "programme.locator"]) }}, programme.locator)) as printed_at
    from {{ ref('fact_programme') }} as programme
    inner join {{ ref('dim_school') }} as school on programme.school_key = school.school_key
    where programme.status = 'recruiting' and programme.is_whole_list and school.school_id in (select school_id from programme_counted)
    group by school.school_id, programme.academic_year, programme.pathway
),

programme_count as (
    select
        programme_counted.figure_id as claim_id,
        {{ dbt.concat(["'programmes.'", "programme_counted.pathway"]) }} as quantity,
        programme_counted.school_id,
        programme_counted.period_year,
        cast(cast(programme_counted.value as integer) as {{ dbt.type_string() }}) as claim_value,
        programme_counted.printed_at,
        2 as preference,
        2 as claims,
        'named items before a bare count' as preference_rule
    from programme_counted
    inner join programme_listed
        on programme_counted.school_id = programme_listed.school_id
        and programme_counted.period_year = programme_listed.academic_year
        and programme_counted.pathway = programme_listed.pathway
),

programme_list as (
    select
        {{ dbt.concat(["'listed '", "programme_listed.school_id", "' '", "programme_listed.pathway"]) }} as claim_id,
        {{ dbt.concat(["'programmes.'", "programme_listed.pathway"]) }} as quantity,
        programme_listed.school_id,
        programme_listed.academic_year as period_year,
        cast(programme_listed.programmes as {{ dbt.type_string() }}) as claim_value,
        programme_listed.printed_at,
        1 as preference,
        2 as claims,
        'named items before a bare count' as preference_rule
    from programme_listed
    where exists (
        select 1 from programme_counted
        where programme_counted.school_id = programme_listed.school_id and programme_counted.pathway = programme_listed.pathway
            and programme_counted.period_year = programme_listed.academic_year
    )
),

claim as (
    select * from school_fact where claims > 1
    union all
    select * from teacher_count where claims > 1
    union all
    select * from award_count
    union all
    select * from award_named
    union all
    select * from programme_count
    union all
    select * from programme_list
),

final as (
    select
        cast(claim.claim_id as varchar) as claim_id,
        cast(claim.quantity as varchar) as quantity,
        cast(claim.school_id as varchar) as school_id,
        cast(school.school_name as varchar) as school_name,
        cast(claim.period_year as integer) as period_year,
        cast(claim.claim_value as varchar) as claim_value,
        cast(claim.printed_at as varchar) as printed_at,
        cast(claim.preference = 1 as boolean) as is_used,
        cast(claim.preference_rule as varchar) as preference_rule
    from claim
    inner join school on claim.school_id = school.school_id
)

select * from final
