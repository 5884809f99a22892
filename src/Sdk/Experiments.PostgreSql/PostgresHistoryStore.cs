using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Scalewright.Experiments.Histories;
using Scalewright.Providers;

namespace Scalewright.Experiments.PostgreSql;

/// <summary>
/// Stores experiment data in PostgreSQL tables, to query many experiments together. The files remain authoritative.
/// Storing an experiment again replaces its earlier data in one transaction.
/// </summary>
/// <param name="source">The data source. The caller disposes it.</param>
/// <param name="schema">Schema of the tables: lower-case letters, digits and <c>_</c>.</param>
/// <exception cref="ArgumentException">The schema name is not valid.</exception>
[SuppressMessage("Security", "CA2100", Justification = "The schema is a plain name, which is checked; all other values are parameters.")]
public sealed partial class PostgresHistoryStore(NpgsqlDataSource source, string schema = "scalewright")
{
    private readonly NpgsqlDataSource _source = source ?? throw new ArgumentNullException(nameof(source));
    private readonly string _schema =
        schema is not null && SchemaForm().IsMatch(schema)
            ? schema
            : throw new ArgumentException(
                $"'{TextEscaping.Escape(schema)}' is not a valid schema name; use 1 to 63 lower-case letters, digits and "
                    + "'_', a letter first",
                nameof(schema)
            );

    /// <summary>Creates missing tables and upgrades tables of earlier versions.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ProviderException">The database rejected the request, or is unreachable.</exception>
    public Task CreateSchemaAsync(CancellationToken cancellationToken = default) =>
        GuardAsync(async () =>
        {
            await using NpgsqlCommand command = _source.CreateCommand(PostgresSchema.GetStatements(_schema));
            await command.ExecuteNonQueryAsync(cancellationToken);
        });

    /// <summary>Stores an experiment with all its runs.</summary>
    /// <param name="data">The experiment.</param>
    /// <param name="cancellationToken">Cancels the call; nothing changes.</param>
    /// <exception cref="ProviderException">The database rejected the request, or is unreachable; nothing
    /// changed.</exception>
    public Task StoreAsync(ExperimentData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return GuardAsync(async () =>
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);

            // Serializes programs that store the same experiment.
            await RunAsync(connection, "select pg_advisory_xact_lock(hashtext($1))", [Text($"{_schema}/{data.Name}")], cancellationToken);
            await RunAsync(connection, $"delete from {_schema}.experiment where name = $1", [Text(data.Name)], cancellationToken);
            await RunAsync(
                connection,
                $"insert into {_schema}.experiment (name, task, warm_up_s, cool_down_s, runs) values ($1, $2, $3, $4, $5)",
                [
                    Text(data.Name),
                    Text(data.Task),
                    Number(data.WarmUpPeriod.TotalSeconds),
                    Number(data.CoolDownPeriod.TotalSeconds),
                    Whole(data.Runs),
                ],
                cancellationToken
            );
            foreach (PointData point in data.Points)
            {
                foreach (RunHistory run in point.Runs)
                {
                    await StoreAsync(connection, data, point, run, cancellationToken);
                }
            }

            await transaction.CommitAsync(cancellationToken);
        });
    }

    /// <summary>Deletes an experiment. Succeeds if it does not exist.</summary>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ProviderException">The database rejected the request, or is unreachable.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return GuardAsync(async () =>
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await RunAsync(connection, $"delete from {_schema}.experiment where name = $1", [Text(name)], cancellationToken);
        });
    }

    private async Task StoreAsync(
        NpgsqlConnection connection,
        ExperimentData data,
        PointData point,
        RunHistory run,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(
            $"insert into {_schema}.run (experiment, point, parameters, number, outcome, why, warm_up_s, cool_down_s) "
                + "values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
            connection
        );
        command.Parameters.AddRange(
            new[]
            {
                Text(data.Name),
                Text(point.Name),
                new NpgsqlParameter { Value = Json(point.Parameters), NpgsqlDbType = NpgsqlDbType.Jsonb },
                Whole(run.Number),
                Text(GetName(run.Outcome)),
                Text(run.Reason),
                Number((point.WarmUpPeriod ?? data.WarmUpPeriod).TotalSeconds),
                Number((point.CoolDownPeriod ?? data.CoolDownPeriod).TotalSeconds),
            }
        );
        long id = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        await StoreSamplesAsync(connection, id, run, cancellationToken);
        await using NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync(
            $"copy {_schema}.mark (run, position, at_s, kind, text, node, works) from stdin (format binary)",
            cancellationToken
        );
        for (int position = 0; position < run.Events.Count; position++)
        {
            HistoryEvent entry = run.Events[position];
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(id, NpgsqlDbType.Bigint, cancellationToken);
            await importer.WriteAsync(position, NpgsqlDbType.Integer, cancellationToken);
            await importer.WriteAsync(entry.At.TotalSeconds, NpgsqlDbType.Double, cancellationToken);
            await importer.WriteAsync(Plain(entry.Kind), NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(Plain(entry.Text), NpgsqlDbType.Text, cancellationToken);
            await importer.WriteAsync(Plain(entry.Node), NpgsqlDbType.Text, cancellationToken);
            if (entry.IsNodeUp is { } isNodeUp)
            {
                await importer.WriteAsync(isNodeUp, NpgsqlDbType.Boolean, cancellationToken);
            }
            else
            {
                await importer.WriteNullAsync(cancellationToken);
            }
        }

        await importer.CompleteAsync(cancellationToken);
    }

    private async Task StoreSamplesAsync(NpgsqlConnection connection, long run, RunHistory history, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter samples = await connection.BeginBinaryImportAsync(
            $"copy {_schema}.sample (run, metric, task, instance, at_s, value) from stdin (format binary)",
            cancellationToken
        );
        foreach ((SeriesKey series, SeriesData data) in history.Series)
        {
            (double[] times, double[] values) = (data.Times.ToArray(), data.Values.ToArray());
            for (int index = 0; index < times.Length; index++)
            {
                await samples.StartRowAsync(cancellationToken);
                await samples.WriteAsync(run, NpgsqlDbType.Bigint, cancellationToken);
                await samples.WriteAsync(Plain(series.Metric), NpgsqlDbType.Text, cancellationToken);
                await samples.WriteAsync(Plain(series.Task), NpgsqlDbType.Text, cancellationToken);
                await samples.WriteAsync(series.Instance, NpgsqlDbType.Integer, cancellationToken);
                await samples.WriteAsync(times[index], NpgsqlDbType.Double, cancellationToken);
                await samples.WriteAsync(values[index], NpgsqlDbType.Double, cancellationToken);
            }
        }

        await samples.CompleteAsync(cancellationToken);
    }

    private static async Task RunAsync(
        NpgsqlConnection connection,
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task GuardAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (PostgresException failure)
        {
            (ProblemCode code, string advice) = failure.SqlState switch
            {
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => (
                    ProblemCode.ResourceNotFound,
                    $"create the tables first ({nameof(CreateSchemaAsync)})"
                ),
                PostgresErrorCodes.InvalidPassword
                or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InsufficientPrivilege => (ProblemCode.AuthenticationFailed, "use a role with this permission"),
                _ => (ProblemCode.ProviderUnavailable, "check the database log"),
            };
            throw Failure(
                code,
                $"the database rejected the request ({failure.SqlState}): {TextEscaping.Escape(failure.MessageText)}",
                advice,
                failure,
                failure.IsTransient
            );
        }
        catch (NpgsqlException failure)
        {
            throw Failure(
                ProblemCode.ConnectionLost,
                $"it cannot be reached: {TextEscaping.Escape(failure.InnerException?.Message ?? failure.Message)}",
                "check that it is running and the connection string is correct",
                failure,
                canRetry: true
            );
        }
    }

    private ProviderException Failure(ProblemCode code, string found, string advice, Exception inner, bool canRetry) =>
        new("postgresql", [new Problem(code, found, advice) { Source = $"schema {_schema}" }], inner) { IsTransient = canRetry };

    private static string GetName(RunOutcome outcome) => outcome == RunOutcome.Unfinished ? "unfinished" : HistoryWriter.GetName(outcome);

    /// <summary>Escapes NUL, which PostgreSQL texts cannot contain.</summary>
    private static string Plain(string text) => text.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Json(ValueMap<string> parameters)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in parameters)
            {
                json.WriteString(Plain(name), Plain(value));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static NpgsqlParameter Text(string value) => new() { Value = Plain(value), NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Number(double value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Double };

    private static NpgsqlParameter Whole(int value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Integer };

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex SchemaForm();
}

internal static class PostgresSchema
{
    private const string CopiedTimes = "warm_up_s = e.warm_up_s, cool_down_s = e.cool_down_s";

    /// <summary>Returns the statements that create or upgrade the tables. Safe for concurrent execution.</summary>
    public static string GetStatements(string schema) =>
        $"""
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
                if not exists (select from information_schema.columns where {GetCondition(schema)}) then
                    alter table {schema}.run add column warm_up_s double precision, add column cool_down_s double precision;
                    update {schema}.run set {CopiedTimes} from {schema}.experiment e where e.name = experiment;
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

    /// <summary>Returns the condition for the column of warm-up periods in the table of runs.</summary>
    private static string GetCondition(string schema) => $"table_schema = '{schema}' and table_name = 'run' and column_name = 'warm_up_s'";
}
