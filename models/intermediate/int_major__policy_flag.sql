with listed_major as (
    select list_id, member_zh from {{ ref('policy_list') }} where list_id = 'L12D-RESTRICTED'
),

listed_category as (
    -- Item 13 prints 财经商贸类 for the catalogue's 财经商贸大类.
    select replace(member_zh, '类', '大类') as category_name from {{ ref('policy_list') }} where list_id = 'L13-CATEGORIES'
),

major as (
    select major_code, major_name, education_level, category_name from {{ ref('stg_major') }}
),

alias as (
    select alias_name, major_code from {{ ref('stg_major_alias') }}
    where alias_bin = 'mapped' and education_level = 'higher_vocational'
),

-- Item 12 speaks of colleges, so a name is matched at diploma level only, whole, through the aliases (never a substring).
restricted as (
    select listed_major.member_zh, coalesce(major.major_code, alias.major_code) as major_code
    from listed_major
    left join major on listed_major.member_zh = major.major_name and major.education_level = 'higher_vocational'
    left join alias on listed_major.member_zh = alias.alias_name
),

-- Majors that a policy document names to be given priority: the lists whose members are majors.
named as (
    select distinct major_code from {{ ref('policy_list_major') }}
),

final as (
    select
        major.major_code,
        restricted.member_zh as restricted_as_printed,
        restricted.major_code is not null as is_restricted_new,
        listed_category.category_name is not null and major.education_level <> 'secondary' as is_controlled_category,
        named.major_code is not null as is_named_priority
    from major
    left join restricted on major.major_code = restricted.major_code
    left join listed_category on major.category_name = listed_category.category_name
    left join named on major.major_code = named.major_code
)

select * from final
