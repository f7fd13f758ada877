-- What: the versions of a clause follow each other day by day, and a place in a list has one member at a time. When it matters: on a day with two versions,
-- or with none between two, the verdict would rest on chance. How to resolve: correct valid_from and valid_to in the seed, or the loaded_date of the correction.
with version as (
    select clause_id, valid_from, valid_to, lead(valid_from) over (partition by clause_id, loaded_date order by valid_from) as next_from
    from {{ ref('dim_clause') }}
)

select clause_id as id, 'version' as what, valid_from, valid_to from version
where valid_to < valid_from or next_from <> {{ dbt.dateadd('day', 1, 'valid_to') }}
union all
select one.list_id, one.member_zh, one.valid_from, one.valid_to
from {{ ref('policy_list') }} as one
inner join {{ ref('policy_list') }} as other
    on one.list_id = other.list_id and one.loaded_date = other.loaded_date
    and one.member_position = other.member_position and (one.member_zh <> other.member_zh or one.valid_from < other.valid_from)
    and one.valid_from <= coalesce(other.valid_to, {{ end_of_time() }}) and other.valid_from <= coalesce(one.valid_to, {{ end_of_time() }})
