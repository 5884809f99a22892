using Npgsql;
using Scalewright.Experiments.PostgreSql;

namespace Experiments.Services.Tests.PostgreSql;

/// <summary>Tests the history store with a real database in a folder of the test. It listens at no port.</summary>
public class PostgresTests
{
    [MachineFact("postgresql")]
    public async Task Histories_are_stored_completely_and_storing_them_again_replaces_them()
    {
        using TemporaryFolder folder = new();
        await using PostgresServer server = await PostgresServer.StartAsync(folder);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        PostgresHistoryStore histories = new(source);
        await Task.WhenAll(histories.CreateSchemaAsync(), histories.CreateSchemaAsync());
        ExperimentData data = Data("join-001", "it was \0 \"stopped\"");

        await histories.StoreAsync(data);
        await Task.WhenAll(histories.StoreAsync(data), histories.StoreAsync(data));
        await histories.StoreAsync(Data("other-001", ""));

        (await RowsAsync(source, "select name, task, warm_up_s, runs from scalewright.experiment order by name")).ShouldBe([
            "join-001|join|30|2",
            "other-001|join|30|2",
        ]);
        (
            await RowsAsync(
                source,
                "select point, parameters ->> 'cpu', number, outcome, why from scalewright.run where experiment = 'join-001' order by number"
            )
        ).ShouldBe(["cpu=2|2|1|stopped|it was \\0 \"stopped\"", "cpu=2|2|2|unfinished|"]);
        (
            await RowsAsync(
                source,
                "select metric, s.task, instance, at_s, value from scalewright.sample s join scalewright.run r on r.id = s.run where experiment = 'join-001' order by number, metric, instance, at_s"
            )
        ).ShouldBe(["busy|join|-1|5|NaN", "busy|join|-1|10|1.5", "throughput||-1|5|100.25", "throughput||-1|10|200"]);
        (
            await RowsAsync(
                source,
                "select position, at_s, kind, text, node, works from scalewright.mark m join scalewright.run r on r.id = m.run where experiment = 'join-001' order by position"
            )
        ).ShouldBe(["0|0|load|begins||", "1|7|node|pico-1 is lost|pico-1|False"]);
        await histories.DeleteAsync("join-001");
        await histories.DeleteAsync("join-001");
        (await RowsAsync(source, "select distinct experiment from scalewright.run r join scalewright.sample s on s.run = r.id")).ShouldBe([
            "other-001",
        ]);
    }

    [MachineFact("postgresql")]
    public async Task Each_point_stores_its_own_warm_up_in_migrated_tables_of_an_older_version()
    {
        using TemporaryFolder folder = new();
        await using PostgresServer server = await PostgresServer.StartAsync(folder);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        // Tables as version 0.1 created them.
        await RowsAsync(
            source,
            """
            create schema scalewright;
            create table scalewright.experiment (name text primary key, task text not null, warm_up_s double precision not null, cool_down_s double precision not null, runs integer not null);
            create table scalewright.run (id bigint generated always as identity primary key, experiment text not null references scalewright.experiment on delete cascade, point text not null,
                parameters jsonb not null, number integer not null, outcome text not null, why text not null, unique (experiment, point, number));
            insert into scalewright.experiment values ('old-001', 'join', 20, 5, 1);
            insert into scalewright.run (experiment, point, parameters, number, outcome, why) values ('old-001', 'base', '{}', 1, 'completed', '');
            """
        );
        PostgresHistoryStore histories = new(source);
        ExperimentData data = Data("join-001", "");
        PointData own = data.Points[0] with
        {
            Name = "cpu=4",
            WarmUpPeriod = TimeSpan.FromSeconds(60),
            CoolDownPeriod = TimeSpan.FromSeconds(1.5),
        };

        ScalewrightException early = await Should.ThrowAsync<ScalewrightException>(() => histories.StoreAsync(data));
        await Task.WhenAll(histories.CreateSchemaAsync(), histories.CreateSchemaAsync());
        await histories.StoreAsync(data with { Points = [data.Points[0], own] });

        early.Problems.ShouldHaveSingleItem().Advice.ShouldBe("create the tables first (CreateSchemaAsync)");
        (
            await RowsAsync(
                source,
                "select experiment, point, number, warm_up_s, cool_down_s from scalewright.run order by experiment, point, number"
            )
        ).ShouldBe([
            "join-001|cpu=2|1|30|0",
            "join-001|cpu=2|2|30|0",
            "join-001|cpu=4|1|60|1.5",
            "join-001|cpu=4|2|60|1.5",
            "old-001|base|1|20|5",
        ]);
    }

    [MachineFact("postgresql")]
    public async Task The_queries_of_the_documentation_return_the_figures_of_a_known_experiment()
    {
        using TemporaryFolder folder = new();
        await using PostgresServer server = await PostgresServer.StartAsync(folder);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"{server.ConnectionString};Search Path=scalewright");
        PostgresHistoryStore histories = new(source);
        await histories.CreateSchemaAsync();
        foreach (ExperimentData data in KnownHistories.All)
        {
            await histories.StoreAsync(data);
        }

        foreach ((string sql, string[] rows) in KnownHistories.Queries)
        {
            string.Join('\n', await RowsAsync(source, sql)).ShouldBe(string.Join('\n', rows), sql);
        }
    }

    [MachineFact("postgresql")]
    public async Task Missing_tables_unknown_users_and_an_unreachable_database_are_reported()
    {
        using TemporaryFolder folder = new();
        await using PostgresServer server = await PostgresServer.StartAsync(folder);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(server.ConnectionString);
        await using NpgsqlDataSource stranger = NpgsqlDataSource.Create(
            server.ConnectionString.Replace("postgres", "stranger", StringComparison.Ordinal)
        );
        await using NpgsqlDataSource nowhere = NpgsqlDataSource.Create($"Host={folder.At("nowhere")};Username=postgres");

        ScalewrightException early = await Should.ThrowAsync<ScalewrightException>(() =>
            new PostgresHistoryStore(source, "lab").StoreAsync(Data("join-001", ""))
        );
        ScalewrightException unknown = await Should.ThrowAsync<ScalewrightException>(() =>
            new PostgresHistoryStore(stranger).CreateSchemaAsync()
        );
        ProviderException away = await Should.ThrowAsync<ProviderException>(() => new PostgresHistoryStore(nowhere).CreateSchemaAsync());

        early
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe(
                "schema lab: the database rejected the request (42P01): relation \"lab.experiment\" does not exist; create the tables first (CreateSchemaAsync)"
            );
        unknown.Problems.ShouldHaveSingleItem().Code.ShouldBe(ProblemCode.AuthenticationFailed);
        (away.Problems.ShouldHaveSingleItem().Code, away.IsTransient).ShouldBe((ProblemCode.ConnectionLost, true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("x; drop schema public")]
    [InlineData("Upper")]
    public void An_invalid_schema_name_is_rejected(string schema)
    {
        using NpgsqlDataSource source = NpgsqlDataSource.Create("Host=nowhere");

        Should.Throw<ArgumentException>(() => new PostgresHistoryStore(source, schema)).Message.ShouldContain("is not a valid schema name");
    }

    private static ExperimentData Data(string name, string why)
    {
        using MemoryStream first = new();
        using HistoryWriter writer = new(first);
        writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", "begins"));
        writer.RecordSample(TimeSpan.FromSeconds(5), [new("throughput", ""), new("busy", "join")], [100.25, double.NaN]);
        writer.RecordEvent(new HistoryEvent(TimeSpan.FromSeconds(7), "node", "pico-1 is lost") { Node = "pico-1", IsNodeUp = false });
        writer.RecordSample(TimeSpan.FromSeconds(10), [new("throughput", ""), new("busy", "join")], [200, 1.5]);
        writer.End(RunOutcome.Stopped, why);
        return new ExperimentData(name, "join")
        {
            WarmUpPeriod = TimeSpan.FromSeconds(30),
            Runs = 2,
            Points =
            [
                new PointData(
                    "cpu=2",
                    ValueMap<string>.Empty.With("cpu", "2"),
                    [HistoryReader.Read(first.ToArray(), 1), HistoryReader.Read([], 2)]
                ),
            ],
        };
    }

    private static async Task<List<string>> RowsAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
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

        return rows;
    }
}

/// <summary>A database server in a folder, reached by a socket in it, and stopped by its process handle.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly RealServer _server;

    private PostgresServer(RealServer server, string socket) =>
        (_server, ConnectionString) = (server, $"Host={socket};Username=postgres;Database=postgres");

    /// <summary>Folder of the server's programs in Debian; null if they are not installed.</summary>
    public static string? Folder { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .EnumerateDirectories("/usr/lib/postgresql")
                .Select(folder => Path.Combine(folder, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
                .Order(StringComparer.Ordinal)
                .LastOrDefault()
            : null;

    public string ConnectionString { get; }

    public static async Task<PostgresServer> StartAsync(TemporaryFolder folder)
    {
        string data = folder.At("data");
        bool isRoot = Environment.UserName == "root";
        if (isRoot)
        {
            // The server refuses to run as root; Debian's package creates a user for it.
            (await RealProgram.RunAsync("chown", ["postgres", folder.Root])).Exit.ShouldBe(0);
        }

        (int exit, string output, string errors) = await RealProgram.RunAsync(
            Program("initdb"),
            Arguments("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-N", "--locale=C", "-E", "UTF8"])
        );
        exit.ShouldBe(0, output + errors);
        string[] serve = ["-D", data, "-k", folder.Root, "-c", "listen_addresses=", "-c", "fsync=off"];
        RealServer server = await RealServer.StartAsync(
            Program("postgres"),
            folder.Root,
            _ => Arguments("postgres", serve),
            _ => AnswersAsync(folder.Root)
        );
        return new PostgresServer(server, folder.Root);

        string Program(string name) => isRoot ? "setpriv" : Path.Combine(Folder!, name);

        string[] Arguments(string name, string[] arguments) =>
            isRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(Folder!, name), .. arguments] : arguments;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await _server.DisposeAsync();
    }

    private static async Task<bool> AnswersAsync(string socket)
    {
        try
        {
            await using NpgsqlConnection connection = new($"Host={socket};Username=postgres;Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
