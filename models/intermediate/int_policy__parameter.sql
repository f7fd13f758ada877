-- The value of each parameter over time: the latest recorded row of each start date holds until the next one starts. Rows recorded after the day up
-- to which we are asked to know are left out.
with parameter as (
    select parameter_id, valid_from, loaded_date, value, unit, basis, label_zh, label_en
    from {{ ref('policy_parameter') }}
    where loaded_date <= (select max(known_at) from {{ ref('evaluation') }})
),

recorded as (
    select
        parameter_id, valid_from, value, unit, basis, label_zh, label_en,
        row_number() over (partition by parameter_id, valid_from order by loaded_date desc) as recency
    from parameter
),

final as (
    select
        parameter_id, valid_from, value, unit, basis, label_zh, label_en,
        coalesce(lead(valid_from) over (partition by parameter_id order by valid_from), {{ end_of_time() }}) as valid_until
    from recorded
    where recency = 1
)

select * from final
