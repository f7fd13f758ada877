-- The national panel: invented schools in 340 districts, ten years, every programme of every school by pathway and direction.
-- `rows_wanted` sets how fine the enrolment grain is: the number of schools stays, their majors, pathways and directions grow.

create macro schools_wanted() as 11000;
create macro districts() as 340;
create macro first_year() as 2015;
create macro last_year() as 2024;

create table school as
select
    'N' || lpad(cast(n as varchar), 5, '0') as school_id,
    '示例' || lpad(cast(n as varchar), 5, '0') || case when n % 7 = 0 then '职业技术学院' else '职业学校' end as school_name,
    case when n % 7 = 0 then 'higher_vocational' else 'secondary' end as school_level,
    cast(n * districts() // schools_wanted() as integer) as district_number,
    '示例第' || lpad(cast(n * districts() // schools_wanted() as varchar), 3, '0') || '区' as district,
    0.3 + 1.4 * pow(u('size', n, 0), 2) as size,
    -- A school that is merged on the day of its new name never bears it.
    u('renamed', n, 0) < 0.05 and (u('merged', n, 0) >= 0.02 or n = 1) as is_renamed,
    case when u('merged', n, 0) < 0.02 and n > 1 then 'N' || lpad(cast(n - 1 as varchar), 5, '0') end as merged_into,
    2016 + cast(floor(8 * u('changed', n, 0)) as integer) as change_year,
    n
from (select cast(unnest(range(1, schools_wanted() + 1)) as integer) as n);

-- Majors of a school: drawn from the catalogue of its level by popularity, as many as the wanted rows need.
create table offer as
with chosen as (
with ranked as (
    select *, row_number() over (partition by education_level order by popularity desc, major_code) - 1 as rank, count(*) over (partition by education_level) as majors
    from catalogue where education_level in ('secondary', 'higher_vocational')
),
slot as (
    select s.school_id, s.school_name, s.school_level, s.district_number, s.size, s.n, cast(k as integer) as k,
        cast(floor((select any_value(majors) from ranked where education_level = s.school_level) * pow(u('major', s.n, k), 2.2)) as integer) as rank
    from school as s, unnest(range(cast(getvariable('majors') as integer))) as t (k)
)
select distinct on (slot.school_id, ranked.major_code)
    slot.*, ranked.major_code, ranked.major_name, ranked.education_level,
    case when u('opens', slot.n, slot.k) < 0.6 then first_year() else first_year() + cast(floor(9 * u('opens', slot.n, slot.k)) as integer) end as start_year,
    case when u('ends', slot.n, slot.k) < 0.1 then first_year() + 3 + cast(floor(6 * u('end', slot.n, slot.k)) as integer) else last_year() end as end_year
from slot inner join ranked on slot.school_level = ranked.education_level and slot.rank = ranked.rank
order by slot.k
)
-- By district, so that a district is found without reading the others.
select * from chosen order by district_number, school_id, k;

create table way as
select * from (values ('plain', 'secondary', 0), ('secondary_to_diploma', 'secondary', 1), ('secondary_to_bachelor', 'secondary', 2), ('five_year', 'secondary', 3),
    ('plain', 'higher_vocational', 0), ('five_year', 'higher_vocational', 1), ('diploma_to_bachelor', 'higher_vocational', 2)) as t (pathway, school_level, k);

create table direction as
select cast(d as integer) as d, case when d > 0 then '方向' || cast(d as varchar) end as direction from unnest(range(cast(getvariable('directions') as integer))) as t (d);

-- Made for a few districts at a time and never kept: at the finest grain there are tens of millions.
create macro programme_year(first, behind) as table
select o.* exclude (start_year, end_year, size, rank), w.pathway, w.k as way, cast(y as integer) as academic_year, y = o.start_year and y > first_year() as is_new,
    case when y = o.end_year and o.end_year < last_year() then 'suspended' else 'recruiting' end as status, o.size
from offer as o
inner join way as w on o.school_level = w.school_level and u('way', o.n, o.k * 10 + w.k) < case w.k when 0 then 1 else 0.8 end
cross join (select unnest(range(first_year(), last_year() + 1)) as y) as years
where y between o.start_year and o.end_year and o.district_number >= first and o.district_number < behind;

create view filed_school as
select school_id, school_name, school_level, school_level as school_kind, 'synthetic' as locator, 'schools' as part from school order by school_id;

create view filed_school_fact as
with fact as (
    select school_id, 'district' as attribute, district as value, cast(null as date) as valid_from, cast(null as date) as valid_to from school
    union all
    select school_id, 'school_name', replace(school_name, '示例', '原示例'), null, make_date(change_year, 9, 1) from school where is_renamed
    union all
    select school_id, 'school_name', school_name, make_date(change_year, 9, 1), null from school where is_renamed
    union all
    select school_id, 'successor', merged_into, null, make_date(change_year, 9, 1) from school where merged_into is not null
)
select
    row_id([school_id, attribute, value, cast(valid_from as varchar), null, null, 'synthetic']) as school_fact_id,
    school_id, attribute, value, valid_from, valid_to, make_date(2024, 12, 31) as as_of_date, 'inferred' as fact_basis, 'synthetic' as locator, 'schools' as part
from fact order by school_id, attribute, valid_from;

create view filed_teacher_count as
select
    row_id([null, null, 'synthetic', s.school_id, null, cast(y as varchar), c.category]) as teacher_count_id, cast(y as integer) as period_year, c.category as teacher_category,
    cast(20 + floor(s.size * c.base * (0.9 + 0.2 * u(c.category, s.n, y))) as integer) as headcount, 'synthetic' as locator, s.school_name as school_as_printed, s.school_id, 'all' as part
from school as s, unnest(range(first_year(), last_year() + 1)) as t (y), (values ('staff', 160), ('full_time', 120), ('dual_qualified', 70)) as c (category, base)
where u('missing', s.n, y) > 0.01
order by s.school_id, y, c.category;

create view filed_graduate_outcome as
select
    row_id([null, null, 'synthetic', o.school_id, o.major_name, o.education_level, cast(y as varchar)]) as graduate_outcome_id, cast(y as integer) as period_year,
    cast(20 + floor(60 * u('graduates', o.n, o.k * 100 + y % 100)) as integer) as graduates,
    cast(floor((20 + floor(60 * u('graduates', o.n, o.k * 100 + y % 100))) * (0.9 + 0.1 * u('placed', o.n, o.k * 100 + y % 100))) as integer) as placed,
    'synthetic' as locator, o.school_name as school_as_printed, o.school_id, o.major_name as major_as_printed, o.education_level, o.major_code, 'all' as part
from offer as o, unnest(range(2022, last_year() + 1)) as t (y)
where y between o.start_year and o.end_year
order by o.school_id, y, o.major_code;

create view filed_funding as
select
    row_id([null, null, 'synthetic', s.school_id, cast(y as varchar), 'total']) as funding_id, cast(y as integer) as fiscal_year, 'total' as funding_source,
    cast(cast(2000 + 9000 * s.size * u('money', s.n, y) as decimal(12, 2)) as varchar) as amount_as_printed, '万元' as unit_as_printed, 'synthetic' as locator,
    s.school_name as school_as_printed, s.school_id, 'all' as part
from school as s, unnest(range(first_year(), last_year() + 1)) as t (y)
order by s.school_id, y;

create view filed_training as
select
    row_id([null, null, 'synthetic', null, s.school_id, '职业培训（合成）', cast(y as varchar)]) as training_id, '职业培训（合成）' as training_name, cast(y as integer) as period_year,
    cast(1 + floor(40 * u('sessions', s.n, y)) as integer) as sessions, cast(floor(5000 * u('times', s.n, y)) as integer) as person_times, 'exact' as training_qualifier,
    'synthetic' as locator, s.school_name as school_as_printed, s.school_id, 'all' as part
from school as s, unnest(range(first_year(), last_year() + 1)) as t (y)
where u('trains', s.n, y) < 0.7
order by s.school_id, y;

-- The two heavy tables are written district by district (warehouse.demo.panel.write_heavy); ids are 64-bit hashes of the key.
create macro heavy_programme(first, behind) as table
    select
        printf('%016x', hash('programme', school_id, major_code, pathway, academic_year)) as programme_id, pathway, academic_year, status, is_new, 'synthetic' as locator,
        school_name as school_as_printed, school_id, major_name as major_as_printed, education_level, major_code
    from programme_year(first, behind)
    order by school_id, academic_year, pathway, major_code;

create macro heavy_enrolment(first, behind) as table
    select
        printf('%016x', hash('enrolment', p.school_id, p.major_code, p.pathway, p.academic_year, d.d)) as enrolment_id, p.pathway, p.academic_year,
        cast(4 + floor(p.size * 24 * u('students', hash(p.n, p.k, p.way), p.academic_year * 100 + d.d)) as integer) as students,
        case when hash(p.n, p.k, d.d, p.academic_year) % 50 = 0 then null else cast(1 + floor(p.size * 8 * u('intake', hash(p.n, p.k, p.way), p.academic_year * 100 + d.d)) as integer) end as intake,
        'synthetic' as locator, p.school_name as school_as_printed, p.school_id,
        p.major_name || case when d.d > 0 then '（' || d.direction || '）' else '' end as major_as_printed, p.education_level, d.direction, p.major_code
    from (select * from programme_year(first, behind) order by school_id, academic_year, pathway, major_code) as p
    cross join direction as d;

-- What is planted in the nation: mergers and renames, known one by one.
insert into answer
select 'school_merged', school_id, merged_into from school where merged_into is not null
union all
select 'school_renamed', school_id, cast(change_year as varchar) from school where is_renamed;
