using Scalewright.Storage.Power;

namespace Storage.Tests;

public class LimitTests
{
    // Addresses are 10.N.x.y, so two bytes identify the server.
    [
        Theory,
        InlineData(1_000_000_000, 1, "server_count"),
        InlineData(65_535, 0, "server_count"),
        InlineData(1, 1_000_000_000, "volume_count"),
        InlineData(int.MaxValue, int.MaxValue, "server_count volume_count")
    ]
    public async Task A_storage_unit_that_exceeds_the_setup_limits_is_rejected(int servers, int volumes, string fields)
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(new StorageClusterSpec { ServerCount = 2, WorkerCount = 0 });

        StorageException exception = await Should.ThrowAsync<StorageException>(() => cluster.Servers.AddUnitAsync(servers, volumes));

        exception.Problems.Select(problem => problem.Field).ShouldBe(fields.Split(' '));
        cluster.Servers.All.Count.ShouldBe(2);
        (await cluster.Servers.AddUnitAsync(1, 1)).Count.ShouldBe(1);
    }

    // 60,000 servers with 256 interfaces have 15,360,000 in total; with 1,000 power units they have 60,000,000 outlets.
    [Fact]
    public void Counts_that_are_valid_alone_are_rejected_if_their_product_exceeds_the_limit()
    {
        StorageException exception = Should.Throw<StorageException>(() =>
            new StorageClusterSpec
            {
                ServerCount = 60_000,
                WorkerCount = 0,
                NidsPerServer = 256,
                PduCount = 1_000,
            }.CreateLayout()
        );

        exception
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "nid_count: 60000 servers with 256 interfaces each have 15360000 of them; use 1000000 together at most",
                "pdu_count: 60000 servers with 1000 outlets each have 60000000 of them; use 1000000 together at most",
            ]);
    }

    [Fact]
    public async Task A_cluster_cannot_scale_out_beyond_the_outlet_limit()
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            new StorageClusterSpec
            {
                ServerCount = 1,
                WorkerCount = 0,
                PduCount = 1_000,
            }
        );

        StorageException exception = await Should.ThrowAsync<StorageException>(() => cluster.Servers.AddUnitAsync(1_000, 0));

        exception.Message.ShouldContain("1001 servers with 1000 outlets each");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_setup_too_large_for_a_journal_record_leaves_its_folder_usable()
    {
        using TemporaryFolder folder = new();
        StorageClusterOptions options = new() { Folder = folder.At("state") };

        StorageException exception = await Should.ThrowAsync<StorageException>(() =>
            StorageCluster.CreateAsync(
                new StorageClusterSpec
                {
                    ServerCount = 0,
                    WorkerCount = 0,
                    VolumeCount = 500_000,
                },
                options
            )
        );
        await using StorageCluster small = await StorageCluster.CreateAsync(
            new StorageClusterSpec { ServerCount = 1, WorkerCount = 0 },
            options
        );

        exception.Code.ShouldBe(ProblemCode.OutOfRange);
        exception.Problems[0].Advice.ShouldBe("split the change");
        small.Servers.All.Count.ShouldBe(1);
    }

    [Theory, InlineData(-1), InlineData(65_535), InlineData(70_000)]
    public async Task An_invalid_first_port_for_power_units_is_rejected(int first)
    {
        await using StorageCluster cluster = await StorageCluster.CreateAsync(
            new StorageClusterSpec
            {
                ServerCount = 1,
                WorkerCount = 0,
                PduCount = 2,
            }
        );

        Should
            .Throw<StorageException>(() => PduTelnetServer.Start(cluster, first))
            .Problems[0]
            .Advice.ShouldBe("use 0 to 65534; 0 takes any that are free");
    }
}
