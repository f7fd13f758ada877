-- The Shanghai panel: all recruiting schools x majors x pathways x 2015-2024, calibrated to what the reports print.
-- Numbers of the print are read from the printed figures; the years and growth rates below are invented.

create table school as
with ended as (select school_id from source.school_fact where attribute = 'successor'),
district as (select school_id, min(value) as district from source.school_fact where attribute = 'district' group by all),
listed as (
    select
        s.school_id, s.school_name, s.school_level, d.district,
        case s.school_level when 'secondary' then 'secondary' else 'higher' end as sector,
        row_number() over (partition by s.school_level = 'secondary' order by s.school_id) as position
    from source.school as s
    left join district as d on s.school_id = d.school_id
    where s.school_level in ('secondary', 'higher_vocational', 'vocational_undergraduate') and s.school_id not in (select school_id from ended)
)
select
    school_id, school_name, school_level, sector,
    -- Offices that file; a school whose district is not printed files with one of them.
    coalesce(district, (select list(distinct value order by value) from source.school_fact where attribute = 'district')[
        1 + cast(floor(u('office', school_id, 0) * (select count(distinct value) from source.school_fact where attribute = 'district')) as integer)]) as office,
    0.25 + 1.5 * pow(u('size', school_id, 0), 2) as size
from listed
where position <= case sector when 'secondary' then printed('SHQAR2024-S1-0016') else printed('SHQAR2024-H1-0001') end;

-- The five Putuo schools: students of 2024 as printed, two of them for one campus only.
create table putuo as
select school_id, campus, sum(students) as students from source.enrolment where locator = '表1' group by all;

-- Colleges of which the whole number of majors is printed.
create table printed_major_count as
select school_id, cast(value as integer) as n from printed_figure where figure_id in (select figure_id from reference.figure_major_count);

-- Planted subjects, chosen before anything is counted.
create table planted_school as
select 'cap' as plant, school_id, rank() over (order by u('cap', school_id, 0)) as n
from school where school_level = 'higher_vocational' and school_id not in (select school_id from printed_major_count) qualify n <= 3
union all
select plant, school_id, case plant when 'ratio' then n else n end from (
    select
        school_id, row_number() over (order by u('teachers', school_id, 0)) as n,
        case when n <= 4 then 'ratio' when n <= 6 then 'no_teacher' when n <= 9 then 'teacher_missing' end as plant
    from school where sector = 'secondary' and school_id not in (select school_id from putuo)
) where plant is not null
union all
select 'sum', school_id, row_number() over (order by u('sum', school_id, 0)) as n
from school where school_id not in (select school_id from putuo) qualify n <= 4;

insert into planted_school
select 'restricted', school_id, row_number() over (order by u('restricted', school_id, 0)) as n
from school
where school_level = 'higher_vocational' and school_id not in (select school_id from planted_school where plant = 'cap')
    and school_id not in (select school_id from printed_major_count)
qualify n <= 5;

-- Recruiting programmes of 2024 by school, campus and pathway -----------------------------------------------------------

create table printed_target as
select e.school_id, e.campus,
    case f.breakdown when '中职专业' then 'plain' when '中高职贯通' then 'secondary_to_diploma' else 'secondary_to_bachelor' end as pathway,
    cast(f.value as integer) as n
from printed_figure as f
inner join source.enrolment as e on f.subject_as_printed = e.school_as_printed
where f.locator = '表1' and f.indicator_id = 'pathway_programme_count' and f.subject_type = 'school';

-- Of a school printed for one campus, prose prints the whole school: the other campuses have the rest.
insert into printed_target
with whole_school as (
    select school_id, cast(value as integer) as n, case
        when breakdown like '中职专业%' then 'plain' when breakdown like '中高%' then 'secondary_to_diploma' else 'secondary_to_bachelor' end as pathway
    from printed_figure
    where section = '2.3' and locator = '正文' and indicator_id = 'pathway_programme_count' and repeats_figure_id is null
)
select t.school_id, '其他校区', t.pathway, w.n - t.n
from printed_target as t inner join whole_school as w on t.school_id = w.school_id and t.pathway = w.pathway
where t.campus is not null;

-- Programmes that are printed are part of the demo home as they are; the panel adds what the counts hold beyond them.
create table listed_programme as
select school_id, pathway, education_level, major_code, any_value(major_as_printed) as major_name, bool_or(is_new) as is_new, bool_or(status = 'recruiting') as recruits
from source.programme where school_id in (select school_id from school) group by all;

create table listed_count as
select school_id, pathway, count(*) as n from (
    select distinct school_id, pathway, coalesce(major_code, major_as_printed), direction, campus, partner_school_id, education_level
    from source.programme where status = 'recruiting'
) group by all;

create table need as
select * from (values
    ('secondary_to_diploma', 'secondary', printed('SHQAR2024-S1-0044')),
    ('secondary_to_bachelor', 'secondary', printed('SHQAR2024-S1-0045')),
    ('diploma_to_bachelor', 'higher', printed('SHQAR2024-H1-0023')),
    ('five_year', 'higher', printed('SHQAR2024-S1-0046'))
) as t (g, sector, city);

create table need_by_school as
select
    need.g, school.school_id as k,
    need.city - coalesce((select sum(n) from printed_target where pathway = need.g), 0)
        - coalesce((select sum(n) from listed_count where pathway = need.g and school_id not in (select school_id from printed_target)), 0) as total,
    school.size * (0.5 + u('through', school.school_id, need.g))
        * case when exists (select 1 from printed_major_count as m where m.school_id = school.school_id) then 0.3 else 1 end as w
from need
inner join school on need.sector = school.sector and school.school_id not in (select school_id from printed_target);

create table target as
select school_id, campus, pathway, n from printed_target where n > 0
union all
-- A printed programme comes on top of the share of its school.
select a.k, null, a.g, a.n + coalesce(l.n, 0)
from apportion('need_by_school') as a left join listed_count as l on a.k = l.school_id and a.g = l.pathway
where a.n + coalesce(l.n, 0) > 0
union all
select school_id, null, 'plain', cast(9 + floor(4 * u('plain', school_id, 0)) as integer)
from school where sector = 'secondary' and school_id not in (select school_id from printed_target)
union all
select s.school_id, null, 'plain', 
    case when m.n is not null then m.n when p.school_id is not null then 35 + 3 * p.n else cast(14 + floor(12 * u('plain', s.school_id, 0)) as integer) end
from school as s
left join planted_school as p on s.school_id = p.school_id and p.plant = 'cap'
left join printed_major_count as m on s.school_id = m.school_id
where s.sector = 'higher';

insert into target
select t.school_id, '其他校区', 'plain', 3 from printed_target as t
where t.campus is not null and t.campus <> '其他校区'
group by all having count(*) filter (where exists (select 1 from printed_target as o where o.school_id = t.school_id and o.campus = '其他校区' and o.pathway = 'plain')) = 0;

-- Majors are drawn without replacement, popular ones first, schools lean to some categories ------------------------------

create table draw as
with wanted as (
    select t.*, case t.pathway
        when 'plain' then case s.sector when 'secondary' then 'secondary' else 'higher_vocational' end
        when 'secondary_to_diploma' then 'higher_vocational' when 'secondary_to_bachelor' then 'vocational_undergraduate' end as education_level
    from target as t inner join school as s on t.school_id = s.school_id
    where t.pathway in ('plain', 'secondary_to_diploma', 'secondary_to_bachelor')
)
select
    w.school_id, w.campus, w.pathway, w.n, c.education_level, c.major_code, c.major_name, c.is_restricted,
    row_number() over (
        partition by w.school_id, w.campus, w.pathway
        order by
            -- What prose names is there.
            case when exists (
                select 1 from source.programme_as_named as named
                where named.school_id = w.school_id and named.pathway = w.pathway and named.major_code = c.major_code
            ) then 0 else 1 end,
            -ln(1 - u('draw', w.school_id, c.major_code || w.pathway || coalesce(w.campus, '')))
            / (c.popularity * case when u('leaning', w.school_id, c.category_code) > 0.7 then 6 else 1 end), c.major_code
    ) as position
from wanted as w
inner join catalogue as c on w.education_level = c.education_level
where not (c.is_restricted and w.school_id in (select school_id from planted_school where plant = 'restricted'))
    and not exists (
        select 1 from listed_programme as l where l.school_id = w.school_id and l.pathway = w.pathway and l.major_code = c.major_code
    );

create table programme as
-- Drawn, less what the printed lists already hold.
select d.school_id, d.campus, d.pathway, d.education_level, d.major_code, d.major_name, d.is_restricted, false as is_listed, false as is_stopped
from draw as d
left join listed_count as l on d.school_id = l.school_id and d.pathway = l.pathway
where d.position <= d.n - coalesce(l.n, 0)
union all
select school_id, null, pathway, education_level, major_code, major_name, false, true, false
from listed_programme where major_code is not null
union all
-- Majors that ended: two or three of each school.
select school_id, campus, pathway, education_level, major_code, major_name, is_restricted, false, true
from draw
where pathway = 'plain' and position > n and position <= n + 2 + cast(floor(2 * u('stopped', school_id, 0)) as integer)
    and not (is_restricted) and school_id not in (select school_id from printed_target);

-- Through-trains of colleges lead on from majors that the college has.
insert into programme
select school_id, campus, pathway, education_level, major_code, major_name, is_restricted, false, false from (
    select p.school_id, p.campus, t.pathway, p.education_level, p.major_code, p.major_name, p.is_restricted, t.n,
        row_number() over (partition by p.school_id, t.pathway order by u(t.pathway, p.school_id, p.major_code)) + coalesce(l.n, 0) as position
    from target as t inner join programme as p on t.school_id = p.school_id and p.pathway = 'plain' and not p.is_stopped
    left join listed_count as l on t.school_id = l.school_id and t.pathway = l.pathway
    where t.pathway in ('diploma_to_bachelor', 'five_year') and not exists (
        select 1 from listed_programme as o where o.school_id = p.school_id and o.pathway = t.pathway and o.major_code = p.major_code
    )
) where position <= n;

-- Planted: a college opens a restricted major it never had.
insert into programme
select p.school_id, null, 'plain', 'higher_vocational', c.major_code, c.major_name, true, false, false
from planted_school as p
inner join (select *, row_number() over (order by u('which', major_code, 0)) as n from catalogue where is_restricted) as c on p.n = c.n
where p.plant = 'restricted';

create table new_need as
select 'plain' as pathway, 12 as n, 'secondary' as sector
union all select 'secondary_to_diploma', printed('SHQAR2024-S1-0041'), 'secondary'
union all select 'secondary_to_bachelor', printed('SHQAR2024-S1-0042'), 'secondary'
union all select 'five_year', printed('SHQAR2024-S1-0043'), 'higher'
union all select 'diploma_to_bachelor', printed('SHQAR2024-H1-0020'), 'higher';

-- New programmes that the Putuo report names by school, where its lists do not mark them.
create table new_of_school as
select f.school_id, case when f.breakdown like '%中高%' then 'secondary_to_diploma' when f.breakdown like '%中本%' then 'secondary_to_bachelor' else 'plain' end as pathway,
    cast(sum(f.value) as integer) as n
from printed_figure as f
where f.document_id = 'PTQAR2024' and f.section = '2.3' and f.indicator_id in ('new_programme_count', 'new_pathway_programme_count') and f.repeats_figure_id is null
    and f.school_id in (select school_id from printed_target)
    and not exists (select 1 from listed_programme as l where l.school_id = f.school_id and l.is_new)
group by all;

create table programme_life as
with chosen as (
    select
        p.*, s.sector,
        t.school_id is not null as is_printed_school,
        row_number() over (
            partition by p.school_id, p.pathway, p.is_stopped or p.is_listed or p.is_restricted order by u('new', p.school_id, p.major_code || p.pathway)
        ) as order_in_school,
        row_number() over (
            partition by p.pathway, p.is_stopped or p.is_listed or p.is_restricted or t.school_id is not null or s.sector <> coalesce(w.sector, '')
            order by u('new', p.school_id, p.major_code || p.pathway), p.school_id, p.major_code
        ) as order_in_city
    from programme as p
    inner join school as s on p.school_id = s.school_id
    left join new_need as w on p.pathway = w.pathway and s.sector = w.sector
    left join (select distinct school_id from printed_target) as t on p.school_id = t.school_id
),
marked as (
    select
        c.*,
        case
            when c.is_stopped or c.is_listed then false
            when c.is_restricted then exists (select 1 from planted_school as q where q.plant = 'restricted' and q.school_id = c.school_id)
            when c.is_printed_school then c.order_in_school <= coalesce(o.n, 0)
            else c.order_in_city <= w.n
                - coalesce((select sum(n) from new_of_school where pathway = c.pathway), 0)
                - (select count(*) from listed_programme where pathway = c.pathway and is_new)
        end as is_new
    from chosen as c
    left join new_of_school as o on c.school_id = o.school_id and c.pathway = o.pathway
    left join new_need as w on c.pathway = w.pathway and c.sector = w.sector
)
select
    *, coalesce(is_new, false) as opens_in_2024,
    case
        when coalesce(is_new, false) then 2024
        when is_stopped then 2015
        else greatest(2015, 2010 + cast(floor(14 * u('start', school_id, major_code || pathway)) as integer))
    end as start_year,
    case when is_stopped then 2017 + cast(floor(6 * u('end', school_id, major_code)) as integer) end as end_year
from marked;

-- One row a programme and year. Before 2024 campuses are not told apart.
create table programme_year as
with lived as (
    select distinct on (school_id, pathway, major_code, campus_of_year, academic_year)
        l.school_id, case when y.academic_year = 2024 then l.campus end as campus_of_year, l.pathway, l.education_level, l.major_code, l.major_name,
        cast(y.academic_year as integer) as academic_year, l.opens_in_2024 and y.academic_year = 2024 as is_new, l.start_year, l.is_restricted,
        case when l.end_year is null or y.academic_year <= l.end_year then 'recruiting' when y.academic_year = l.end_year + 1 then 'suspended' else 'withdrawn' end as status
    from programme_life as l
    cross join (select unnest(range(2015, 2025)) as academic_year) as y
    where y.academic_year >= l.start_year and (l.end_year is null or y.academic_year <= l.end_year + 2)
        -- What is printed for 2024 is in the home already.
        and not (l.is_listed and y.academic_year = 2024)
    order by l.is_stopped, l.start_year
)
select
    lived.* exclude (campus_of_year), campus_of_year as campus,
    case when pathway in ('secondary_to_diploma', 'secondary_to_bachelor') then
        (select list(school_id order by school_id) from school where sector = 'higher')[1 + cast(floor(u('partner', lived.school_id, major_code)
            * (select count(*) from school where sector = 'higher')) as integer)] end as partner_school_id
from lived;

-- Students ---------------------------------------------------------------------------------------------------------------

create table city_total as
select sector, cast(y as integer) as academic_year, cast(case
    when sector = 'secondary' and y = 2024 then round(printed('SHQAR2024-S1-0106') * printed('SHQAR2024-S1-0105'))
    when sector = 'secondary' then round(printed('SHQAR2024-S1-0039') * pow(0.994, y - 2023))
    else round(printed('SHQAR2024-H1-0018') * pow(1.0135, y - 2023))
end as integer) as students
from (values ('secondary'), ('higher')) as s (sector), unnest(range(2015, 2025)) as t (y);

create table student_need as
select s.sector || y.academic_year as g, s.school_id || coalesce(c.campus, '') as k, s.school_id, c.campus, y.academic_year,
    y.students - case when s.sector = 'secondary' and y.academic_year = 2024 then (select sum(students) from putuo) else 0 end as total,
    -- A school printed with its students weighs what is printed; the others share by size.
    coalesce((select sum(students) from putuo as p where p.school_id = s.school_id and p.campus is null), 1 + s.size * 1400) * (0.95 + 0.1 * u('drift', s.school_id, y.academic_year)) as w
from school as s
inner join city_total as y on s.sector = y.sector
left join (select distinct school_id, '其他校区' as campus from putuo where campus is not null) as c on s.school_id = c.school_id and y.academic_year = 2024
where not (y.academic_year = 2024 and s.school_id in (select school_id from putuo where campus is null));

create table school_total as
select school_id, campus, academic_year, n as students from apportion('student_need');

create table enrolment_need as
select
    t.school_id || coalesce(t.campus, '') || t.academic_year as g, p.pathway || p.major_code as k, t.students as total,
    (0.25 + u('load', p.school_id, p.major_code || p.pathway)) * case p.status when 'recruiting' then 1 - pow(0.5, 1 + p.academic_year - p.start_year) else 0.3 end as w,
    p.school_id, t.campus, p.academic_year, p.pathway, p.education_level, p.major_code, p.major_name, p.status
from school_total as t
inner join programme_year as p on t.school_id = p.school_id and t.academic_year = p.academic_year and t.campus is not distinct from p.campus
where p.status in ('recruiting', 'suspended');

create table enrolment_row as
select
    school_id, campus, academic_year, pathway, education_level, major_code, major_name, n as students,
    case
        when status = 'suspended' then 0
        when u('intake missing', school_id, major_code || academic_year) < 0.02 then null
        else cast(round(n * (0.31 + 0.06 * u('intake', school_id, major_code || academic_year))) as integer)
    end as intake,
    status
from apportion('enrolment_need');

-- Planted: a suspended major takes new students.
create table planted_suspended as
select school_id, major_code, academic_year from enrolment_row
where status = 'suspended' and students > 0 order by u('suspended', school_id, major_code || academic_year), school_id, major_code limit 3;
update enrolment_row set intake = 1 + students // 4
from planted_suspended as p
where enrolment_row.school_id = p.school_id and enrolment_row.major_code = p.major_code and enrolment_row.academic_year = p.academic_year and enrolment_row.status = 'suspended';

-- School totals of 2022 filed beside the majors: most agree, the planted ones do not.
create table filed_total as
select e.school_id, sum(e.students) as majors, sum(e.students) + coalesce(7 * p.n, 0) as students, p.school_id is not null as is_planted
from enrolment_row as e
left join planted_school as p on e.school_id = p.school_id and p.plant = 'sum'
where e.academic_year = 2022
group by e.school_id, p.school_id, p.n
having p.school_id is not null or u('files total', e.school_id, 0) < 0.2;

-- Teachers ---------------------------------------------------------------------------------------------------------------

create table students_of_school as
select school_id, academic_year, sum(students) as students from (
    select school_id, academic_year, students from school_total
    union all
    select school_id, 2024, students from putuo
) group by all;

create table teacher_total as
select sector, academic_year, cast(case
    when sector = 'secondary' and academic_year = 2024 then printed('SHQAR2024-S1-0105')
    when sector = 'secondary' then round(students / 13.9)
    when academic_year = 2024 then round(students / printed('SHQAR2024-H1-0101'))
    when academic_year = 2023 then round(students / printed('SHQAR2024-H1-0102'))
    else round(students / 18.2)
end as integer) as full_time, cast(case
    when sector = 'secondary' and academic_year = 2024 then printed('SHQAR2024-S1-0104') else round(students / 10.4)
end as integer) as staff
from city_total;

-- Full-time teachers that are not shared out: printed, or planted.
create table teacher_given as
select school_id, 2024 as period_year, headcount as full_time from source.teacher_count where teacher_category = 'full_time' and campus is null
union all
select p.school_id, 2024, case p.plant when 'ratio' then cast(s.students // (23 + p.n) as integer) when 'no_teacher' then 0 end
from planted_school as p inner join students_of_school as s on p.school_id = s.school_id and s.academic_year = 2024
where p.plant in ('ratio', 'no_teacher', 'teacher_missing');

create table teacher_need as
select
    t.sector || t.academic_year as g, s.school_id as k, s.school_id, t.academic_year as period_year, n.students * (0.96 + 0.08 * u('teachers', s.school_id, t.academic_year)) as w,
    t.full_time - coalesce((select sum(full_time) from teacher_given as x where x.period_year = t.academic_year and t.sector = 'secondary'), 0) as total
from teacher_total as t
inner join school as s on t.sector = s.sector
inner join students_of_school as n on s.school_id = n.school_id and t.academic_year = n.academic_year
where not exists (select 1 from teacher_given as x where x.school_id = s.school_id and x.period_year = t.academic_year);

create table staff_need as
select
    t.sector || t.academic_year as g, s.school_id as k, s.school_id, t.academic_year as period_year, n.students as w,
    t.staff - case when t.sector = 'secondary' and t.academic_year = 2024
        then (select sum(headcount) from source.teacher_count where teacher_category = 'staff' and locator = '表1') else 0 end as total
from teacher_total as t
inner join school as s on t.sector = s.sector
inner join students_of_school as n on s.school_id = n.school_id and t.academic_year = n.academic_year
where not (t.academic_year = 2024 and s.school_id in (select school_id from putuo));

create table teacher_row as
with full_time as (
    select school_id, period_year, n as headcount from apportion('teacher_need')
    union all
    select school_id, period_year, full_time from teacher_given
    where full_time is not null and school_id not in (select school_id from source.teacher_count where teacher_category = 'full_time')
)
select school_id, period_year, 'staff' as teacher_category, n as headcount from apportion('staff_need')
union all
select school_id, period_year, 'full_time', headcount from full_time
union all
select school_id, period_year, 'dual_qualified', cast(round(headcount * (0.4 + 0.3 * u('dual', school_id, 0) + 0.01 * (period_year - 2020))) as integer)
from full_time where headcount > 0
union all
select school_id, period_year, 'senior_title', cast(round(headcount * (0.15 + 0.15 * u('senior', school_id, 0))) as integer)
from full_time where headcount > 0 and u('senior missing', school_id, period_year) > 0.1;

-- Graduates and what became of them -----------------------------------------------------------------------------------------

create table outcome_total as
select sector, cast(y as integer) as period_year,
    cast(round(case sector when 'secondary' then printed('SHQAR2024-S1-0120') else printed('SHQAR2024-H1-0105') end * pow(1.012, y - 2024)) as integer) as graduates,
    cast(round(case sector when 'secondary' then printed('SHQAR2024-S1-0121') else printed('SHQAR2024-H1-0106') end * pow(1.012, y - 2024)) as integer) as placed
from (values ('secondary'), ('higher')) as s (sector), unnest(range(2020, 2025)) as t (y);

-- Graduates, placed and progressed of a Putuo school as printed; a rate gives the count where only the rate is printed.
create table printed_outcome as
select
    school_id, graduates,
    graduates - coalesce(placed, cast(round(graduates * placement_rate_pct / 100) as integer), graduates) as not_placed,
    coalesce(progressed, cast(round(graduates * progression_rate_pct / 100) as integer)) as progressed
from source.graduate_outcome_as_printed;

create table graduate_need as
select
    t.sector || t.period_year as g, s.school_id as k, s.school_id, t.period_year, n.students as w,
    t.graduates - case when t.sector = 'secondary' and t.period_year = 2024 then (select sum(graduates) from printed_outcome) else 0 end as total
from outcome_total as t
inner join school as s on t.sector = s.sector
inner join students_of_school as n on s.school_id = n.school_id and n.academic_year = t.period_year - 1
where not (t.period_year = 2024 and s.school_id in (select school_id from printed_outcome));

create table graduates_of_school as
select school_id, period_year, n as graduates from apportion('graduate_need')
union all
select school_id, 2024, graduates from printed_outcome;

create table graduate_major_need as
select g.school_id || g.period_year as g, e.major_code as k, g.school_id, g.period_year, e.major_code, e.major_name, e.education_level, g.graduates as total, sum(e.students) as w
from graduates_of_school as g
inner join enrolment_row as e on g.school_id = e.school_id and e.academic_year = g.period_year - 1 and e.students > 0
group by all;

create table graduates_of_major as
select school_id, period_year, major_code, major_name, education_level, n as graduates from apportion('graduate_major_need') where n > 0;

-- Planted: a major of which fewer than seven in ten graduates are placed.
create table planted_placement as
select school_id, major_code, period_year, graduates - graduates * 6 // 10 as not_placed
from graduates_of_major
where period_year = 2024 and graduates between 20 and 60 and school_id not in (select school_id from printed_outcome)
order by u('placement', school_id, major_code), school_id, major_code limit 5;

create table not_placed_need as
select
    case when o.school_id is not null then o.school_id else t.sector || t.period_year end as g, m.school_id || m.major_code as k,
    m.school_id, m.period_year, m.major_code, m.graduates * (0.5 + u('not placed', m.school_id, m.major_code)) as w,
    case
        when o.school_id is not null then o.not_placed
        else t.graduates - t.placed
            - case when t.period_year = 2024 and t.sector = 'secondary' then (select sum(not_placed) from printed_outcome) else 0 end
            - coalesce((select sum(not_placed) from planted_placement as q inner join school as x on q.school_id = x.school_id
                where x.sector = t.sector and q.period_year = t.period_year), 0)
    end as total
from graduates_of_major as m
inner join school as s on m.school_id = s.school_id
inner join outcome_total as t on s.sector = t.sector and m.period_year = t.period_year
left join printed_outcome as o on m.school_id = o.school_id and m.period_year = 2024
where not exists (select 1 from planted_placement as q where q.school_id = m.school_id and q.major_code = m.major_code and q.period_year = m.period_year);

create table progressed_need as
select m.school_id || m.period_year as g, m.major_code as k, m.school_id, m.period_year, m.major_code,
    coalesce(o.progressed, cast(round(sum(m.graduates) over (partition by m.school_id, m.period_year) * (0.2 + 0.5 * u('progress', m.school_id, 0))) as integer)) as total,
    m.graduates as w
from graduates_of_major as m
left join printed_outcome as o on m.school_id = o.school_id and m.period_year = 2024;

create table outcome_row as
select
    m.*,
    -- Rounding may put more of a tiny group out of work than it has.
    m.graduates - coalesce(q.not_placed, least(n.n, m.graduates)) as placed,
    least(p.n, m.graduates) as progressed
from graduates_of_major as m
left join apportion('not_placed_need') as n on m.school_id = n.school_id and m.period_year = n.period_year and m.major_code = n.major_code
left join planted_placement as q on m.school_id = q.school_id and m.period_year = q.period_year and m.major_code = q.major_code
left join apportion('progressed_need') as p on m.school_id = p.school_id and m.period_year = p.period_year and m.major_code = p.major_code;

-- Money and training -----------------------------------------------------------------------------------------------------------

create table funding_row as
select
    s.school_id, n.academic_year as fiscal_year, cast(n.students * (3.2 + 2 * u('money', s.school_id, 0)) as decimal(12, 2)) as total,
    cast(n.students * (3.2 + 2 * u('money', s.school_id, 0)) * (0.85 + 0.1 * u('fiscal', s.school_id, n.academic_year)) as decimal(12, 2)) as fiscal
from school as s inner join students_of_school as n on s.school_id = n.school_id
where n.academic_year between 2020 and 2023 and not exists (select 1 from source.funding as f where f.school_id = s.school_id and f.fiscal_year = n.academic_year);

create table planted_funding as
select school_id, fiscal_year from funding_row where fiscal_year = 2022 order by u('parts', school_id, 0), school_id limit 3;

create table training_row as
select
    s.school_id, cast(y as integer) as period_year, cast(4 + floor(40 * u('sessions', s.school_id, y)) as integer) as sessions,
    cast(200 + floor(4000 * u('times', s.school_id, y)) as integer) as person_times,
    case when u('days', s.school_id, y) < 0.5 then cast(100 + floor(6000 * u('days', s.school_id, y)) as integer) end as person_days
from school as s, unnest(range(2020, 2025)) as t (y)
where u('trains', s.school_id, y) < 0.8;

-- What is filed: one view a source table, with the columns of its source table that the panel fills ----------------------------

create view filed_programme as
with printed as (
    select p.*, s.school_name as school_as_printed, s.office, o.school_name as partner_as_printed, cast(1 as integer) as copy
    from programme_year as p inner join school as s on p.school_id = s.school_id left join source.school as o on p.partner_school_id = o.school_id
),
-- Planted: six programmes of 2024 filed twice.
twice as (
    select * replace (2 as copy) from printed where academic_year = 2024 and status = 'recruiting' and not is_new
    order by u('twice', school_id, major_code || pathway), school_id, major_code, pathway limit 6
)
select
    row_id([null, 'synthetic', cast(copy as varchar), school_id, major_name, education_level, pathway, campus, cast(academic_year as varchar), partner_school_id, null]) as programme_id,
    pathway, campus, academic_year, status, is_new, partner_as_printed, partner_school_id, 'synthetic' as locator, cast(copy as varchar) as locator_row,
    school_as_printed, school_id, major_name as major_as_printed, education_level, major_code, office as part, copy
from (select * from printed union all select * from twice)
order by school_id, academic_year, pathway, major_code, campus, copy;

create view filed_enrolment as
with filed as (
    select school_id, campus, academic_year, pathway, education_level, major_code, major_name, students, intake from enrolment_row
    union all
    select school_id, null, 2022, 'all', null, null, null, students, null from filed_total
)
select
    row_id([null, 'synthetic', f.school_id, f.major_name, f.education_level, f.pathway, f.campus, cast(f.academic_year as varchar)]) as enrolment_id,
    f.pathway, f.campus, f.academic_year, f.students, f.intake, 'synthetic' as locator, s.school_name as school_as_printed, f.school_id,
    f.major_name as major_as_printed, f.education_level, f.major_code, s.office as part
from filed as f inner join school as s on f.school_id = s.school_id
order by f.school_id, f.academic_year, f.pathway, f.major_code, f.campus;

create view filed_graduate_outcome as
select
    row_id([null, null, 'synthetic', o.school_id, o.major_name, o.education_level, cast(o.period_year as varchar)]) as graduate_outcome_id,
    o.period_year, o.graduates, o.placed, o.progressed, 'synthetic' as locator, s.school_name as school_as_printed, o.school_id,
    o.major_name as major_as_printed, o.education_level, o.major_code, 'all' as part
from outcome_row as o inner join school as s on o.school_id = s.school_id
order by o.school_id, o.period_year, o.education_level, o.major_code;

create view filed_teacher_count as
select
    row_id([null, null, 'synthetic', t.school_id, null, cast(t.period_year as varchar), t.teacher_category]) as teacher_count_id,
    t.period_year, t.teacher_category, t.headcount, 'synthetic' as locator, s.school_name as school_as_printed, t.school_id, 'all' as part
from teacher_row as t inner join school as s on t.school_id = s.school_id
-- A category printed for a school and year is not invented beside it.
where not exists (
    select 1 from source.teacher_count as p where p.school_id = t.school_id and p.period_year = t.period_year and p.teacher_category = t.teacher_category
)
order by t.school_id, t.period_year, t.teacher_category;

create view filed_funding as
with part as (
    select school_id, fiscal_year, 'total' as funding_source, total as amount from funding_row
    union all
    select school_id, fiscal_year, 'fiscal', fiscal from funding_row
    union all
    select f.school_id, f.fiscal_year, 'non_fiscal', f.total - f.fiscal + case when p.school_id is not null then 100 else 0 end
    from funding_row as f left join planted_funding as p on f.school_id = p.school_id and f.fiscal_year = p.fiscal_year
)
select
    row_id([null, null, 'synthetic', p.school_id, cast(p.fiscal_year as varchar), p.funding_source]) as funding_id,
    p.fiscal_year, p.funding_source, cast(p.amount as varchar) as amount_as_printed, '万元' as unit_as_printed, 'synthetic' as locator,
    s.school_name as school_as_printed, p.school_id, 'all' as part
from part as p inner join school as s on p.school_id = s.school_id
order by p.school_id, p.fiscal_year, p.funding_source;

create view filed_training as
select
    row_id([null, null, 'synthetic', null, t.school_id, '职业培训（合成）', cast(t.period_year as varchar)]) as training_id,
    '职业培训（合成）' as training_name, t.period_year, t.sessions, t.person_times, t.person_days, 'exact' as training_qualifier,
    'synthetic' as locator, s.school_name as school_as_printed, t.school_id, 'all' as part
from training_row as t inner join school as s on t.school_id = s.school_id
order by t.school_id, t.period_year;

-- The answers ---------------------------------------------------------------------------------------------------------------------

insert into answer
select 'major_cap_exceeded', school_id, cast(35 + 3 * n as varchar) || ' majors in 2024' from planted_school where plant = 'cap'
union all
select 'restricted_new_major', school_id, major_code from programme where is_restricted and school_id in (select school_id from planted_school where plant = 'restricted')
union all
select 'students_per_teacher_high', p.school_id, '2024' from planted_school as p where p.plant = 'ratio'
union all
select 'no_full_time_teacher', school_id, '2024' from planted_school where plant = 'no_teacher'
union all
select 'full_time_teachers_missing', school_id, '2024' from planted_school where plant = 'teacher_missing'
union all
select 'total_differs_from_majors', school_id, cast(students - majors as varchar) || ' students in 2022' from filed_total where is_planted
union all
select 'programme_filed_twice', school_id, major_as_printed || ' ' || pathway from filed_programme where copy = 2
union all
select 'placement_low', school_id, major_code || ' in ' || period_year from planted_placement
union all
select 'suspended_major_takes_students', school_id, major_code || ' in ' || academic_year from planted_suspended
union all
select 'funding_parts_exceed_total', school_id, cast(fiscal_year as varchar) from planted_funding;
