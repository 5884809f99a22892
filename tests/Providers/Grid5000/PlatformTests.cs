using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Inventories;
using Scalewright.Experiments.Platforms;
using Scalewright.Providers.Simulation;
using TemporaryFolder = Tests.Shared.TemporaryFolder;

namespace Grid5000.Tests;

public sealed class PlatformTests
{
    private static readonly PlatformSection Section = new(
        "bed",
        Fields(
            ("type", "Grid5000"),
            ("control", "1"),
            ("producers", "1"),
            ("consumers", "2"),
            ("reservation_name", "join"),
            ("site", "rennes"),
            ("cluster", "beta"),
            ("queue", "default"),
            ("walltime", "02:30:00"),
            ("start_time", "now")
        )
    );

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_platform_section_is_reserved_once_and_its_inventory_lists_the_machines()
    {
        using TemporaryFolder folder = new();
        await using Site site = await Site.StartAsync();
        Platform platform = PlatformFor(site, folder.At("state"));

        Inventory made = await platform.ProvisionAsync(Section);
        Inventory again = await platform.ProvisionAsync(Section);

        // Nodes are created in the order of the group names, and machines are assigned in the order of their own.
        again.ShouldBe(made);
        site.Server.LiveJobs("rennes").Count.ShouldBe(1);
        ResolvedInventory hosts = made.Resolve();
        string VarOf(string host, string name) => ((DocumentScalar)((DocumentMap)hosts.HostVars[host]!)[name]!).Text;
        hosts
            .Hosts.Select(host =>
                $"{host} {VarOf(host, "ansible_host")} {VarOf(host, "cluster_role")} {VarOf(host, "reservation_name")} {VarOf(host, "site")}"
            )
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "bed-consumer-1 beta-1.rennes.example consumer join rennes",
                "bed-consumer-2 beta-2.rennes.example consumer join rennes",
                "bed-control-1 beta-3.rennes.example control join rennes",
                "bed-producer-1 beta-4.rennes.example producer join rennes",
            ]);
        made.Groups.Select(group => group.Name).ShouldBe(["control", "agents", "G5k"]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_platform_section_can_be_destroyed_before_provisioning_and_more_than_once()
    {
        using TemporaryFolder folder = new();
        await using Site site = await Site.StartAsync();
        Platform platform = PlatformFor(site, folder.At("state"));

        await platform.DestroyAsync(Section);
        await platform.ProvisionAsync(Section);
        await platform.DestroyAsync(Section);
        await platform.DestroyAsync(Section);

        site.Server.LiveJobs("rennes").ShouldBeEmpty();
        (await platform.ProvisionAsync(Section)).Resolve().Hosts.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_platform_rejects_a_provider_without_node_addresses()
    {
        using TemporaryFolder folder = new();
        ProviderPlatform platform = new(new ProviderPlatformOptions("Grid5000", _ => new SimulationProvider(), folder.At("state")));

        ExperimentException failure = await Should.ThrowAsync<ExperimentException>(() => platform.ProvisionAsync(Section));

        failure.Problems.Single().Message.ShouldBe("'simulation' does not know where its nodes are reached");
    }

    private static ProviderPlatform PlatformFor(Site site, string state) =>
        new(
            new ProviderPlatformOptions(
                "Grid5000",
                section =>
                    site.Open(options =>
                        options with
                        {
                            Sites = [section.GetText("site")!],
                            Walltime = Reservation.FromSection(section, site.Clock.GetUtcNow())!.Duration,
                        }
                    ),
                state
            )
            {
                Group = "G5k",
                RequiredFields = ["reservation_name", "site", "cluster", "walltime"],
                NodeSpecFactory = (section, name, number) =>
                    new NodeSpec(name, number) { Cloud = $"{section.GetText("site")}/{section.GetText("cluster")}" },
            }
        );

    private static DocumentMap Fields(params (string Key, string Value)[] fields) =>
        new(fields.Select(field => new DocumentEntry(field.Key, default, new DocumentScalar(ScalarKind.Text, field.Value))));
}
