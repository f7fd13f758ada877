-- What: each of the restricted names of SHWP2024 item 12 matches exactly one diploma major. When: the list or the catalogue changes.
-- Resolve: add the printed variant to major_alias.csv.
with listed as (
    select member_zh from {{ ref('policy_list') }} where list_id = 'L12D-RESTRICTED'
),

matched as (
    select restricted_as_printed, count(*) as majors
    from {{ ref('dim_major') }}
    where is_restricted_new
    group by restricted_as_printed
)

select listed.member_zh, matched.majors
from listed
left join matched on listed.member_zh = matched.restricted_as_printed
where coalesce(matched.majors, 0) <> 1
