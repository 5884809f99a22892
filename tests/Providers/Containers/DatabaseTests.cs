using Scalewright.Providers.Containers;
using Scalewright.Providers.Simulation;

namespace Containers.Tests;

/// <summary>The test of <c>docs/how-to/test-with-databases.md</c>, with the PostgreSQL of this machine.</summary>
[Collection(SharedContainers.Name)]
public class DatabaseTests(ContainerLabs labs)
{
    private const string Start = "[ -d $PGDATA ] || initdb && echo host all all all trust >>$PGDATA/pg_hba.conf && exec postgres -h '*'";

    private static readonly NodeContainer Database = new()
    {
        Command = ["sh", "-c", Start],
        Environment = ValueMap<string>.Empty.With("PGDATA", "/tmp/orders"),
        User = "postgres",
        HealthCommand = ["pg_isready"],
    };

    private static readonly string[] Databases = ["db-1", "db-2", "db-3"];
    private readonly int[] _orderCounts = new int[3];

    [MachineTheory("docker", "podman", "postgresql", "$SCALEWRIGHT_AGENT")]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Orders_fail_only_over_the_cut_link_and_none_is_lost(string engine)
    {
        string image = await labs[engine].AddPostgreSqlAsync();
        ContainersOptions options = TestContainers.OptionsFor(labs[engine]) with { Image = image, Configure = Configure };
        await using ContainersProvider provider = new(options);
        Topology shop = Topology
            .Create("shop")
            .AddProfile(Profile.Create("db").WithHostnamePrefix("db").WithCount(3).Build())
            .AddProfile(Profile.Create("load").WithHostnamePrefix("load").WithCount(1).Build())
            .Build();
        await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync();
        foreach (string database in Databases)
        {
            await cluster.Nodes[database].RunAsync(Psql("localhost", "create table orders (id int primary key)"));
        }

        await InsertUntilAsync(cluster, "db-1 db-2 db-3", Task.Delay(TimeSpan.FromMinutes(1)));

        using CancellationTokenSource end = new();
        CutLink link = new("load-1", "db-2") { Duration = TimeSpan.FromMinutes(1) };
        Task cut = FaultSchedule.Empty.Add(TimeSpan.Zero, link).RunAsync(cluster, end.Token);
        await InsertUntilAsync(cluster, "db-1 db-3", cut);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cut);

        await InsertUntilAsync(cluster, "db-1 db-2 db-3", Task.Delay(TimeSpan.FromMinutes(1)));
        foreach ((string database, int count) in Databases.Zip(_orderCounts))
        {
            CommandRequest select = Psql("localhost", "select count(*) from orders");
            Assert.Equal($"{count}\n", (await cluster.Nodes[database].RunAsync(select)).Output);
        }
    }

    private static NodeContainer Configure(NodeSpec node) => node.Name == "load-1" ? new NodeContainer() : Database;

    private static CommandRequest Psql(string host, string sql) => new(["psql", "-At", "-h", host, "-U", "postgres", "-c", sql]);

    // Sends the next order to each database until exactly the expected ones acknowledge theirs.
    private async Task InsertUntilAsync(Cluster cluster, string expected, Task limit)
    {
        string acknowledged = "";
        while (acknowledged != expected)
        {
            Assert.False(limit.IsCompleted, $"'{acknowledged}' instead of '{expected}' {limit.Exception}");
            CommandResult[] results = await Task.WhenAll(Databases.Select((_, index) => InsertAsync(cluster, index)));
            acknowledged = string.Join(' ', Databases.Where((_, index) => results[index].Succeeded));
            for (int index = 0; index < results.Length; index++)
            {
                _orderCounts[index] += results[index].Succeeded ? 1 : 0;
            }
        }
    }

    private Task<CommandResult> InsertAsync(Cluster cluster, int index)
    {
        string insert = $"insert into orders values ({_orderCounts[index] + 1}) on conflict do nothing";
        CommandRequest request = Psql(Databases[index], insert) with { Timeout = TimeSpan.FromSeconds(3) };
        return cluster.Nodes["load-1"].RunAsync(request);
    }
}
