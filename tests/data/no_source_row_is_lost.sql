-- What: every transcribed row reaches its fact. When: a join to a dimension is too narrow. Resolve: widen the join or add the member.
with counted as (
    select 'recognition' as source_table, (select count(*) from {{ ref('stg_recognition') }}) as filed, (select count(*) from {{ ref('fact_recognition') }}) as placed
    union all
    select 'award', (select count(*) from {{ ref('stg_award') }}), (select count(*) from {{ ref('fact_awards') }} where figure_ids is null)
    union all
    select 'consortium_member', (select count(*) from {{ ref('stg_consortium_member') }}), (select count(*) from {{ ref('fact_consortium_member') }})
    union all
    select 'programme', (select count(*) from {{ ref('stg_programme') }}), (select coalesce(sum(printed_rows), 0) from {{ ref('fact_programme') }})
    union all
    select 'graduate_outcome', (select count(*) from {{ ref('stg_graduate_outcome') }}), (select count(*) from {{ ref('fact_graduate_outcome') }})
    union all
    select 'teacher_team', (select count(*) from {{ ref('stg_teacher_team') }}), (select count(*) from {{ ref('fact_teacher_team') }})
    union all
    select 'funding', (select count(*) from {{ ref('stg_funding') }}), (select count(*) from {{ ref('fact_funding') }})
    union all
    select 'training', (select count(*) from {{ ref('stg_training') }}), (select count(*) from {{ ref('fact_training') }} where figure_ids is null)
    union all
    select 'reported_figure', (select count(*) from {{ ref('stg_reported_figure') }}), (select count(*) from {{ ref('fact_reported_figure') }})
)

select * from counted where filed <> placed
