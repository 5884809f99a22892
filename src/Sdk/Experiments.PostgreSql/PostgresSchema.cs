namespace Scalewright.Experiments.PostgreSql;

/// <summary>The tables.</summary>
internal static class PostgresSchema
{
    /// <summary>What makes those that are missing, and brings older ones up to date; two programs may do so at once.</summary>
    /// <param name="schema">The schema, a plain name.</param>
    public static string Of(string schema) => $"""
        begin;
        select pg_advisory_xact_lock(hashtext('{schema}'));
        create schema if not exists {schema};
        create table if not exists {schema}.experiment (
            name text primary key,
            task text not null,
            warm_up_s double precision not null,
            cool_down_s double precision not null,
            runs integer not null
        );
        create table if not exists {schema}.run (
            id bigint generated always as identity primary key,
            experiment text not null references {schema}.experiment on delete cascade,
            point text not null,
            parameters jsonb not null,
            number integer not null,
            outcome text not null,
            why text not null,
            warm_up_s double precision not null,
            cool_down_s double precision not null,
            unique (experiment, point, number)
        );
        do $$ begin
            -- Runs of older tables had the times of their experiment.
            if not exists (select from information_schema.columns where table_schema = '{schema}' and table_name = 'run' and column_name = 'warm_up_s') then
                alter table {schema}.run add column warm_up_s double precision, add column cool_down_s double precision;
                update {schema}.run set warm_up_s = e.warm_up_s, cool_down_s = e.cool_down_s from {schema}.experiment e where e.name = experiment;
                alter table {schema}.run alter column warm_up_s set not null, alter column cool_down_s set not null;
            end if;
        end $$;
        create table if not exists {schema}.sample (
            run bigint not null references {schema}.run on delete cascade,
            metric text not null,
            task text not null,
            instance integer not null,
            at_s double precision not null,
            value double precision not null
        );
        create index if not exists sample_run on {schema}.sample (run, metric, task, instance);
        create table if not exists {schema}.mark (
            run bigint not null references {schema}.run on delete cascade,
            position integer not null,
            at_s double precision not null,
            kind text not null,
            text text not null,
            node text not null,
            works boolean,
            primary key (run, position)
        );
        commit;
        """;
}
