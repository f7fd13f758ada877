-- A print may list one programme in several rows (figure 5 repeats a plain major beside each through-train it feeds): it is one programme.
-- Few lines have a twin. Which may have is found by a rough key, and only these are compared column by column.
with twin as (
    select rough_key from {{ ref('int_programme__listed') }} group by rough_key having count(*) > 1
),

single as (
    select programme.*, 1 as printed_rows, 1 as print_order
    from {{ ref('int_programme__listed') }} as programme
    left join twin on programme.rough_key = twin.rough_key
    where twin.rough_key is null
),

ranked as (
    select
        programme.*,
        count(*) over (
            partition by
                school_id, coalesce(major_code, major_as_printed), education_level, pathway, direction, campus, academic_year, partner_school_id
        ) as printed_rows,
        row_number() over (
            partition by
                school_id, coalesce(major_code, major_as_printed), education_level, pathway, direction, campus, academic_year, partner_school_id
            order by
                case status when 'recruiting' then 1 when 'approved' then 2 when 'suspended' then 3 else 4 end,
                document_id, locator, locator_row, programme_id
        ) as print_order
    from {{ ref('int_programme__listed') }} as programme
    inner join twin on programme.rough_key = twin.rough_key
),

together as (
    select * from single
    union all
    select * from ranked where print_order = 1
),

school_year as (
    select school_id, academic_year, max(in_whole_list) = 1 as is_whole_list from {{ ref('int_programme__listed') }} group by school_id, academic_year
),

final as (
    select together.*, school_year.is_whole_list
    from together
    inner join school_year on together.school_id = school_year.school_id and together.academic_year = school_year.academic_year
)

select * from final
