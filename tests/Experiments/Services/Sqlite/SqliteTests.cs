using System.Collections;
using Experiments.Tests;
using Microsoft.Data.Sqlite;
using Scalewright.Experiments.Sqlite;

namespace Experiments.Services.Tests.Sqlite;

public sealed class SqliteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.At("results.db");

    private SqliteHistoryStore Store => new(File);

    [Fact]
    public async Task The_queries_of_the_documentation_return_the_figures_of_a_known_experiment()
    {
        await StoreAllAsync();

        foreach ((string sql, string[] rows) in KnownHistories.Queries)
        {
            Rows(sql).ShouldBe(rows, sql);
        }
    }

    [Fact]
    public async Task Histories_are_stored_completely_and_storing_them_again_replaces_them()
    {
        await StoreAllAsync();
        await StoreAllAsync();

        Rows("select * from experiment order by name").ShouldBe(["join-001|join|10|1.5|3", "other-001|join|10|1.5|3"]);
        Rows(
                "select point, parameters, number, outcome, warm_up_s, cool_down_s from run where experiment = 'join-001' order by point, number"
            )
            .ShouldBe([
                "cpu=2|{\"cpu\":\"2\"}|1|completed|10|1.5",
                "cpu=2|{\"cpu\":\"2\"}|2|completed|10|1.5",
                "cpu=2|{\"cpu\":\"2\"}|3|failed|10|1.5",
                "cpu=4|{\"cpu\":\"4\"}|1|completed|6|1.5",
                "cpu=4|{\"cpu\":\"4\"}|2|unfinished|6|1.5",
            ]);
        Rows(
                "select position, at_s, kind, text, m.node, works from mark m join run r on r.id = m.run where experiment = 'join-001' and point = 'cpu=2' and number = 1 order by position"
            )
            .ShouldBe(["0|0|load|begins||", "1|12|node|pico-1 is lost|pico-1|0", "2|15|node|pico-1 is back|pico-1|1"]);
        Rows("select count(*), count(value) from sample").ShouldBe(["22|20"]);
        Directory.GetFiles(_folder.Root).ShouldBe([File]);
    }

    [Fact]
    public async Task A_deleted_experiment_leaves_no_rows_and_deleting_it_again_succeeds()
    {
        await Store.DeleteAsync("join-001");
        System.IO.File.Exists(File).ShouldBeFalse();
        await StoreAllAsync();

        await Store.DeleteAsync("join-001");
        await Store.DeleteAsync("join-001");

        Rows("select name from experiment").ShouldBe(["other-001"]);
        Rows("select (select count(*) from run), (select count(*) from sample), (select count(*) from mark)").ShouldBe(["1|2|2"]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Several_writers_at_once_store_each_experiment_once()
    {
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(number => Task.Run(() => Store.StoreAsync(KnownHistories.Join with { Name = $"join-{number % 4}" })))
        );

        Rows("select experiment, count(*) from run group by experiment order by experiment")
            .ShouldBe(["join-0|5", "join-1|5", "join-2|5", "join-3|5"]);
    }

    [Fact]
    public async Task A_canceled_or_failed_store_keeps_the_earlier_data()
    {
        await StoreAllAsync();
        string[] before = Rows("select * from run order by id");
        using CancellationTokenSource source = new();
        RunHistory run = KnownHistories.Join.Points[0].Runs[0];

        await Should.ThrowAsync<OperationCanceledException>(() => Store.StoreAsync(With(new CancelingRuns(run, source)), source.Token));
        ProviderException twice = await Should.ThrowAsync<ProviderException>(() => Store.StoreAsync(With([run, run])));

        source.IsCancellationRequested.ShouldBeTrue();
        twice.Message.ShouldContain("UNIQUE constraint failed: run.experiment, run.point, run.number");
        Rows("select * from run order by id").ShouldBe(before);
        Directory.GetFiles(_folder.Root).ShouldBe([File]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_file_in_use_is_reported_and_can_be_written_later()
    {
        await StoreAllAsync();
        SqliteHistoryStore impatient = new(File) { BusyTimeout = TimeSpan.Zero };
        using (SqliteConnection other = Open())
        using (other.BeginTransaction(deferred: false))
        {
            ProviderException busy = await Should.ThrowAsync<ProviderException>(() => impatient.StoreAsync(KnownHistories.Join));

            (busy.IsTransient, busy.Problems.ShouldHaveSingleItem().ToString()).ShouldBe(
                (true, $"{File}: another program uses it; store it again when that program has ended")
            );
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(100));
            await Should.ThrowAsync<OperationCanceledException>(() => Store.StoreAsync(KnownHistories.Join, source.Token));
        }

        await impatient.StoreAsync(KnownHistories.Join);
    }

    [Fact]
    public async Task A_reader_that_has_started_delays_a_store_until_it_has_ended()
    {
        await StoreAllAsync();
        Task store;
        using (SqliteConnection other = Open())
        using (SqliteTransaction reading = other.BeginTransaction(deferred: true))
        {
            Rows(other, "select name from experiment").Length.ShouldBe(2);
            store = Task.Run(() => Store.StoreAsync(KnownHistories.Join with { Name = "third-001" }));
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            Rows(other, "select name from experiment").Length.ShouldBe(2);
            store.IsCompleted.ShouldBeFalse();
        }

        await store;
        Rows("select count(*) from experiment").ShouldBe(["3"]);
    }

    [Theory]
    [InlineData("notes.txt", "it is not a SQLite database; name another file", "SW1012")]
    [InlineData("missing/results.db", "its folder does not exist; create the folder first", "SW2006")]
    [InlineData(
        "folder",
        "it cannot be opened: SQLite Error 14: 'unable to open database file'; name a file that this user may write, in a folder that this user may write",
        "SW2006"
    )]
    public async Task A_path_that_cannot_become_a_database_is_reported_and_nothing_changes(string name, string expected, string code)
    {
        _folder.Write("notes.txt", "Notes of the experiment, long enough to be mistaken for a database: " + new string('x', 4096));
        Directory.CreateDirectory(_folder.At("folder"));
        string path = _folder.At(name.Split('/'));

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            new SqliteHistoryStore(path).StoreAsync(KnownHistories.Join)
        );

        Problem problem = failure.Problems.ShouldHaveSingleItem();
        (problem.Code.Id, problem.ToString(), failure.IsTransient).ShouldBe((code, $"{path}: {expected}", false));
        System.IO.File.ReadAllText(_folder.At("notes.txt")).ShouldStartWith("Notes of the experiment");
        Directory.GetFileSystemEntries(_folder.Root).Length.ShouldBe(2);
    }

    [MachineFact("ordinary-user")]
    public async Task A_read_only_file_is_reported()
    {
        await StoreAllAsync();
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => Store.DeleteAsync("join-001"));

        failure
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe($"{File}: it is read-only; allow this user to write it, or name another file");
    }

    [MachineFact("namespaces")]
    public async Task A_full_disk_is_reported_and_the_earlier_data_remains()
    {
        await StoreAllAsync();
        _folder.Write("conf/lab.ini", "[platforms]\nplatforms = lab\n[platforms.lab]\ntype = Simulated\n");
        _folder.Write("conf/experiments/join.yaml", Definitions.Join);
        Directory.CreateDirectory(_folder.At("disk"));
        const string Script =
            "mount -t tmpfs -o size=64k tmpfs disk && cp results.db disk && "
            + "{ dotnet \"$0\" -c conf/lab.ini run join && dotnet \"$0\" export --db disk/results.db; cp disk/results.db .; }";

        ProgramResult result = Command.Run(
            "unshare",
            _folder.Root,
            new Dictionary<string, string>(),
            "--mount",
            "sh",
            "-c",
            Script,
            ShubProgram.Path
        );

        result.Errors.ShouldContain("disk/results.db: the disk is full; free space, and store the experiment again [SW3007]");
        Rows("select name from experiment order by name").ShouldBe(["join-001", "other-001"]);
        Rows("select count(*) from run").ShouldBe(["6"]);
    }

    [Fact]
    public void An_empty_path_is_rejected() => Should.Throw<ArgumentException>(() => new SqliteHistoryStore(""));

    [MachineFact("python:sqlite3")]
    public async Task Python_reads_the_file_and_finds_it_intact()
    {
        await StoreAllAsync();
        const string Script = """
            import sqlite3, sys
            base = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
            print(base.execute("pragma integrity_check").fetchall(), base.execute("pragma foreign_key_check").fetchall())
            for query in sys.argv[2:]:
                for row in base.execute(query):
                    print("|".join("" if value is None else f"{value:g}" if isinstance(value, float) else str(value) for value in row))
            """;
        (string[] queries, string[][] rows) = (
            KnownHistories.Queries.Select(query => query.Sql).ToArray(),
            KnownHistories.Queries.Select(query => query.Rows).ToArray()
        );

        ProgramResult result = Command.Run(
            "/usr/bin/python3",
            _folder.Root,
            new Dictionary<string, string>(),
            ["-c", Script, File, .. queries]
        );

        result.Output.Split('\n').ShouldBe(["[('ok',)] []", .. rows.SelectMany(one => one)], result.Text);
    }

    private static ExperimentData With(IReadOnlyList<RunHistory> runs) =>
        KnownHistories.Join with
        {
            Points = [KnownHistories.Join.Points[0] with { Runs = runs }],
        };

    private async Task StoreAllAsync()
    {
        foreach (ExperimentData data in KnownHistories.All)
        {
            await Store.StoreAsync(data);
        }
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={File};Pooling=false");
        connection.Open();
        return connection;
    }

    private string[] Rows(string sql)
    {
        using SqliteConnection connection = Open();
        return Rows(connection, sql);
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Security",
        "CA2100",
        Justification = "The queries are those of this test and of the documentation."
    )]
    private static string[] Rows(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(column =>
                            reader.IsDBNull(column)
                                ? ""
                                : Convert.ToString(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture)
                        )
                )
            );
        }

        return [.. rows];
    }

    /// <summary>Cancels the call after its first run.</summary>
    private sealed class CancelingRuns(RunHistory run, CancellationTokenSource source) : IReadOnlyList<RunHistory>
    {
        public int Count => 1;

        public RunHistory this[int index] => run;

        public IEnumerator<RunHistory> GetEnumerator()
        {
            yield return run;
            source.Cancel();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
