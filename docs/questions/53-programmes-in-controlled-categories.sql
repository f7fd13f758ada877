-- zh: 普陀学校有哪些高职段专业属于第13条调控的专业大类？
-- en: Which programmes of Putuo schools lie in a category that item 13 controls, by category?
-- note: Secondary majors are not counted: the item speaks of colleges. A direction in brackets is no major of its own.
select
    major.category_code,
    major.category_name,
    major.major_code,
    major.major_name,
    programme.direction,
    school.school_name,
    programme.pathway,
    major.is_restricted_new
from marts.fact_programme as programme
inner join marts.dim_major as major on programme.major_key = major.major_key
inner join marts.dim_school as school on programme.school_key = school.school_key
where major.is_controlled_category and school.district = '普陀区'
order by major.major_code, school.school_name
