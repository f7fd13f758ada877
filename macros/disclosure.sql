{# Whether one of several counts of people is small: neither nobody nor as many as may be shown. An unknown count is not small. #}
{% macro has_small_count(counts, smallest) -%}
    ({% for count in counts %}abs({{ count }}) >= 1 and abs({{ count }}) < {{ smallest }} or {% endfor %}false)
{%- endmacro %}

{#
  The rule for small counts, stated once: CTEs from `relation`, whose last two are `disclosed_row` and `disclosed_total`, with disclosure_status.

  relation    one row a cell or group of cells that is shown or suppressed as one, with `id`, the columns of `total`, the `counts` and smallest_shown
  total       columns of the total in which the rows add up
  counts      counts of people of a row; each adds up over the rows of the total
  differences expressions over the counts that are counts of people too (graduates less placed)

  A row with a small count or difference is suppressed, and with it one row of the same total that has none and is large enough. Which one follows from
  a hash, not from its size: the smallest would tell an upper bound. The total is suppressed where no row is large enough, where it is small itself, where
  the suppressed rows together are small, or where one of them alone has the count: subtraction would give them back.
#}
{% macro disclosed(relation, id, total, counts, differences=[]) -%}
{%- set told = counts + differences -%}
{%- set total_columns = total | join(', ') -%}
in_total as (
    select *, max(smallest_shown) over (partition by {{ total_columns }}) as smallest_in_total
    from {{ relation }}
),

sized as (
    select
        in_total.*,
        case when {{ has_small_count(told, 'smallest_shown') }} then 1 else 0 end as is_small,
        case
            when {{ has_small_count(told, 'smallest_in_total') }} then 0
            when {% for count in counts %}({{ count }} > 0 and {{ count }} >= smallest_in_total) or {% endfor %}false then 1
            else 0
        end as is_large
    from in_total
),

companion as (
    select
        sized.*,
        max(is_small) over (partition by {{ total_columns }}) as total_has_small,
        row_number() over (partition by {{ total_columns }}, is_small, is_large order by {{ dbt.hash(id) }}, {{ id }}) as place
    from sized
),

disclosed_row as (
    select
        companion.*,
        case
            when is_small = 1 or (total_has_small = 1 and is_large = 1 and place = 1) then 'suppressed'
            else 'shown'
        end as disclosure_status
    from companion
),

summed as (
    select
        {{ total_columns }}, max(smallest_in_total) as smallest_in_total, max(is_small) as has_small, max(is_large) as has_large
        {%- for count in counts %}, sum({{ count }}) as {{ count }}{% endfor %}
    from disclosed_row
    group by {{ total_columns }}
),

hidden as (
    select
        {{ total_columns }}, max(smallest_in_total) as smallest_in_total
        {%- for count in counts %}, sum({{ count }}) as {{ count }}, count({{ count }}) as {{ count }}_rows{% endfor %}
    from disclosed_row
    where disclosure_status = 'suppressed'
    group by {{ total_columns }}
),

given_back as (
    select {{ total_columns }}
    from hidden
    where {{ has_small_count(told, 'smallest_in_total') }}{% for count in counts %} or {{ count }}_rows = 1{% endfor %}
),

disclosed_total as (
    select
        summed.*,
        case
            when (has_small = 1 and has_large = 0) or given_back.{{ total[0] }} is not null or {{ has_small_count(told, 'smallest_in_total') }} then 'suppressed'
            else 'shown'
        end as disclosure_status
    from summed
    left join given_back on {% for column in total %}summed.{{ column }} = given_back.{{ column }}{{ ' and ' if not loop.last }}{% endfor %}
)
{%- endmacro %}
