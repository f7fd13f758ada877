-- What both scales share. u(tag, a, b) is a uniform number in [0, 1) that depends on the seed and its arguments only, so the
-- order in which rows are made does not matter.
create macro u(tag, a, b) as (hash(getvariable('seed'), tag, a, b) % 1000003) / 1000003.0;

-- The id of a row from its natural key, exactly as intake derives it (warehouse.intake.validate.record_id).
create macro row_id(parts) as left(sha256(array_to_string(list_transform(parts, lambda x: coalesce(x, '')), chr(31))), 16);

-- Whole numbers in proportion to w that add up to the total of their group g (largest remainder; k settles ties).
create macro apportion(needs) as table
    with exact as (
        select *, total * w / sum(w) over (partition by g) as share, floor(total * w / sum(w) over (partition by g)) as whole
        from query_table(needs)
    )
    select
        * exclude (share, whole),
        cast(whole + case
            when row_number() over (partition by g order by share - whole desc, k) <= total - sum(whole) over (partition by g) then 1 else 0
        end as integer) as n
    from exact;

-- The printed numbers, in their canonical unit.
create table printed_figure as
select f.*, cast(f.value_number * cast(unit.factor as decimal(14, 0)) as decimal(24, 6)) as value
from source.reported_figure as f
left join reference.unit as unit on coalesce(f.unit_as_printed, '') = coalesce(unit.unit_as_printed, '');

create macro printed(id) as (select value from printed_figure where figure_id = id);

create table restricted as
select m.major_code
from reference.policy_list as l
inner join source.major as m on l.member_zh = m.major_name and m.education_level = 'higher_vocational'
where l.list_id = 'L12D-RESTRICTED'
union
select a.major_code
from reference.policy_list as l
inner join source.major_alias as a on l.member_zh = a.alias_name and a.education_level = 'higher_vocational'
where l.list_id = 'L12D-RESTRICTED' and a.alias_bin = 'mapped';

-- How often a major is offered: few majors are everywhere, most are rare.
create table catalogue as
select
    m.major_code, m.major_name, m.education_level, m.category_code,
    1 / pow(1 + 40 * u('popularity', m.major_code, 0), 1.2) as popularity,
    r.major_code is not null as is_restricted
from source.major as m
left join restricted as r on m.major_code = r.major_code;

create table answer (kind varchar, subject varchar, detail varchar);
