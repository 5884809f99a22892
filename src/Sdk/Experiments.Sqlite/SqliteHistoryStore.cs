using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Scalewright.Experiments.Histories;
using Scalewright.Providers;
using SQLitePCL;

namespace Scalewright.Experiments.Sqlite;

/// <summary>
/// Stores experiment data in one SQLite file, to query many experiments together. The files remain authoritative.
/// Storing an experiment again replaces its earlier data in one transaction. The tables are those of PostgreSQL. SQLite
/// has no NaN, so a sample that is NaN has the value NULL. Calls block, because SQLite has no asynchronous ones, and
/// close the file.
/// </summary>
/// <param name="path">Path of the file, created by the first experiment. Its folder must exist.</param>
/// <exception cref="ArgumentException">The path is empty.</exception>
public sealed class SqliteHistoryStore(string path)
{
    private const string Tables = """
        create table if not exists experiment (
            name text primary key,
            task text not null,
            warm_up_s real not null,
            cool_down_s real not null,
            runs integer not null
        );
        create table if not exists run (
            id integer primary key,
            experiment text not null references experiment on delete cascade,
            point text not null,
            parameters text not null,
            number integer not null,
            outcome text not null,
            why text not null,
            warm_up_s real not null,
            cool_down_s real not null,
            unique (experiment, point, number)
        );
        create table if not exists sample (
            run integer not null references run on delete cascade,
            metric text not null,
            task text not null,
            instance integer not null,
            at_s real not null,
            value real
        );
        create index if not exists sample_run on sample (run, metric, task, instance);
        create table if not exists mark (
            run integer not null references run on delete cascade,
            position integer not null,
            at_s real not null,
            kind text not null,
            text text not null,
            node text not null,
            works boolean,
            primary key (run, position)
        );
        """;

    private readonly string _path = string.IsNullOrEmpty(path)
        ? throw new ArgumentException("the path of the file is empty", nameof(path))
        : path;

    /// <summary>Maximum time to wait while other programs use the file, at least 1 s. Default 30 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Stores an experiment with all its runs. Creates missing tables.</summary>
    /// <param name="data">The experiment.</param>
    /// <param name="cancellationToken">Cancels the call; nothing changes.</param>
    /// <exception cref="ProviderException">The file cannot be written, or is not a database; nothing changed.</exception>
    public Task StoreAsync(ExperimentData data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ChangeAsync(
            connection =>
            {
                Delete(connection, data.Name);
                using Insert experiment = new(connection, "experiment", "name, task, warm_up_s, cool_down_s, runs");
                using Insert run = new(connection, "run", "experiment, point, parameters, number, outcome, why, warm_up_s, cool_down_s");
                using Insert sample = new(connection, "sample", "run, metric, task, instance, at_s, value");
                using Insert mark = new(connection, "mark", "run, position, at_s, kind, text, node, works");
                experiment.Run(
                    Plain(data.Name),
                    Plain(data.Task),
                    data.WarmUpPeriod.TotalSeconds,
                    data.CoolDownPeriod.TotalSeconds,
                    data.Runs
                );
                foreach (PointData point in data.Points)
                {
                    foreach (RunHistory history in point.Runs)
                    {
                        long id = run.Run(
                            Plain(data.Name),
                            Plain(point.Name),
                            Json(point.Parameters),
                            history.Number,
                            GetName(history.Outcome),
                            Plain(history.Reason),
                            (point.WarmUpPeriod ?? data.WarmUpPeriod).TotalSeconds,
                            (point.CoolDownPeriod ?? data.CoolDownPeriod).TotalSeconds
                        );
                        Store(history, id, sample, mark, cancellationToken);
                    }
                }
            },
            cancellationToken
        );
    }

    /// <summary>Deletes an experiment. Succeeds if it does not exist.</summary>
    /// <param name="name">Name of the experiment.</param>
    /// <param name="cancellationToken">Cancels the call; nothing changes.</param>
    /// <exception cref="ProviderException">The file cannot be written, or is not a database; nothing changed.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return File.Exists(_path) ? ChangeAsync(connection => Delete(connection, name), cancellationToken) : Task.CompletedTask;
    }

    private static void Store(RunHistory history, long run, Insert sample, Insert mark, CancellationToken cancellationToken)
    {
        foreach ((SeriesKey series, SeriesData data) in history.Series)
        {
            (string metric, string task) = (Plain(series.Metric), Plain(series.Task));
            for (int index = 0; index < data.Times.Length; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double value = data.Values[index];
                sample.Run(run, metric, task, series.Instance, data.Times[index], double.IsNaN(value) ? null : value);
            }
        }

        for (int position = 0; position < history.Events.Count; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HistoryEvent entry = history.Events[position];
            mark.Run(run, position, entry.At.TotalSeconds, Plain(entry.Kind), Plain(entry.Text), Plain(entry.Node), entry.IsNodeUp);
        }
    }

    private static void Delete(SqliteConnection connection, string name)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "delete from experiment where name = $name";
        command.Parameters.AddWithValue("$name", Plain(name));
        command.ExecuteNonQuery();
    }

    private async Task ChangeAsync(Action<SqliteConnection> change, CancellationToken cancellationToken)
    {
        try
        {
            await using SqliteConnection connection = new(
                new SqliteConnectionStringBuilder
                {
                    DataSource = Path.GetFullPath(_path),
                    ForeignKeys = true,
                    Pooling = false,
                }.ToString()
            );
            await connection.OpenAsync(cancellationToken);
            await using SqliteTransaction transaction = Begin(connection, cancellationToken);
            await using SqliteCommand tables = connection.CreateCommand();
            tables.CommandText = Tables;
            await tables.ExecuteNonQueryAsync(cancellationToken);
            change(connection);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw Failure(failure);
        }
    }

    /// <summary>Acquires the lock of writers. Waits for it one second at a time, to notice cancellation.</summary>
    private SqliteTransaction Begin(SqliteConnection connection, CancellationToken cancellationToken)
    {
        int seconds = (int)Math.Clamp(BusyTimeout.TotalSeconds, 1, int.MaxValue);
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                connection.DefaultTimeout = 1;
                SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
                connection.DefaultTimeout = seconds;
                return transaction;
            }
            catch (SqliteException failure) when (IsInUse(failure) && attempt < seconds)
            {
                // The next attempt waits again.
            }
        }
    }

    private static bool IsInUse(SqliteException failure) => failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private ProviderException Failure(SqliteException failure)
    {
        string message = TextEscaping.Escape(failure.Message.TrimEnd('.'));
        (ProblemCode code, string found, string advice) = failure.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (
                ProblemCode.ResourceInUse,
                "another program uses it",
                "store it again when that program has ended"
            ),
            raw.SQLITE_READONLY => (ProblemCode.OutputNotWritable, "it is read-only", "allow this user to write it, or name another file"),
            raw.SQLITE_FULL => (ProblemCode.DiskFull, "the disk is full", "free space, and store the experiment again"),
            raw.SQLITE_CANTOPEN when !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(_path))) => (
                ProblemCode.OutputNotWritable,
                "its folder does not exist",
                "create the folder first"
            ),
            raw.SQLITE_CANTOPEN => (
                ProblemCode.OutputNotWritable,
                $"it cannot be opened: {message}",
                "name a file that this user may write, in a folder that this user may write"
            ),
            raw.SQLITE_NOTADB => (ProblemCode.UnreadableFile, "it is not a SQLite database", "name another file"),
            raw.SQLITE_CORRUPT => (
                ProblemCode.UnreadableFile,
                $"it is damaged: {message}",
                "restore it from a backup, or store the experiments again in another file"
            ),
            _ => (ProblemCode.ProviderUnavailable, $"SQLite reports: {message}", "look at the file and its disk, or name another file"),
        };
        return new ProviderException("sqlite", [new Problem(code, found, advice) { Source = _path }], failure)
        {
            IsTransient = IsInUse(failure),
        };
    }

    private static string GetName(RunOutcome outcome) => outcome == RunOutcome.Unfinished ? "unfinished" : HistoryWriter.GetName(outcome);

    /// <summary>Escapes NUL, at which functions of SQLite end a text.</summary>
    private static string Plain(string text) => text.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Json(ValueMap<string> parameters) =>
        new JsonObject(
            parameters.Select(parameter => KeyValuePair.Create(Plain(parameter.Key), (JsonNode?)Plain(parameter.Value)))
        ).ToJsonString();

    /// <summary>A prepared statement that inserts rows of one table.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Tables and columns are constants; all else are parameters.")]
    private sealed class Insert : IDisposable
    {
        private readonly SqliteCommand _command;

        public Insert(SqliteConnection connection, string table, string columns)
        {
            _command = connection.CreateCommand();
            string[] names = [.. columns.Split(", ").Select(column => $"${column}")];
            _command.CommandText = $"insert into {table} ({columns}) values ({string.Join(", ", names)})";
            foreach (string name in names)
            {
                _command.Parameters.AddWithValue(name, null);
            }

            _command.Prepare();
        }

        /// <summary>Inserts a row.</summary>
        /// <returns>The row's number, which is the column <c>id</c> of a run.</returns>
        public long Run(params ReadOnlySpan<object?> values)
        {
            for (int index = 0; index < values.Length; index++)
            {
                _command.Parameters[index].Value = values[index] ?? DBNull.Value;
            }

            _command.ExecuteNonQuery();
            return raw.sqlite3_last_insert_rowid(_command.Connection!.Handle);
        }

        public void Dispose() => _command.Dispose();
    }
}
