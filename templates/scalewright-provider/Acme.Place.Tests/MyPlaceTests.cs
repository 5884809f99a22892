using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace AcmeSpace.Tests;

/// <summary>Tests of the features that only this provider has, and of a cluster that uses it.</summary>
public sealed class MyPlaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("my-place-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_cluster_is_made_used_and_removed()
    {
        await using MyPlaceProvider provider = Open(maxNodes: 10);

        await using (Cluster cluster = await Cluster.Create(Web(3)).UseProvider(provider).ProvisionAsync())
        {
            (await cluster.Nodes[0].RunAsync(["echo", "hello"])).Output.ShouldBe("hello\n");
            (await provider.ObserveAsync(null)).Count.ShouldBe(3);
        }

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_no_room_is_said_before_anything_is_made()
    {
        await using MyPlaceProvider provider = Open(maxNodes: 2);

        (await provider.CheckAsync(Web(3))).ShouldHaveSingleItem().Message.ShouldBe("3 nodes are wanted, and the place has room for 2");
    }

    [Fact]
    public async Task A_file_that_holds_no_mark_is_named_and_not_taken_for_nothing()
    {
        await using MyPlaceProvider provider = Open(maxNodes: 2);
        DirectoryInfo place = _folder.CreateSubdirectory("place");
        await File.WriteAllTextAsync(Path.Combine(place.FullName, "zz.json"), "garbage");

        ProviderException failure = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        failure.Problems.ShouldHaveSingleItem().Message.ShouldContain($"{Path.Combine(place.FullName, "zz.json")} holds no mark of a node");
    }

    [Fact]
    public void All_that_is_wrong_with_options_is_told_at_once()
    {
        ArgumentException refused = Should.Throw<ArgumentException>(() => new MyPlaceProvider(new MyPlaceOptions { Folder = "here", MaxNodes = 0, TurnDeadline = TimeSpan.Zero }));

        refused.Message.ShouldContain("Folder: 'here' is not an absolute path");
        refused.Message.ShouldContain("MaxNodes: 0 is below 1; use 1 or more");
        refused.Message.ShouldContain("TurnDeadline: 00:00:00 is not above zero");
    }

    private static Topology Web(int nodes) => Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(nodes).Build()).Build();

    private MyPlaceProvider Open(int maxNodes) => new(new MyPlaceOptions { Folder = Path.Combine(_folder.FullName, "place"), MaxNodes = maxNodes });
}
