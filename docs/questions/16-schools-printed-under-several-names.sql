-- zh: 哪些学校（机构）在文件里以别的写法出现过，为什么认作同一所？
-- en: Which institutions are printed under other names too, and why are they read as the same?
select
    school.school_name,
    school_alias.alias_name,
    school_alias.reason
from reference.school_alias as school_alias
inner join marts.dim_school as school on school_alias.school_id = school.school_id
where school_alias.alias_bin = 'mapped' and school.school_level <> 'other'
order by school.school_id, school_alias.alias_name
