using Scalewright.Clusters;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Providers;
using Scalewright.Topologies;

namespace AcmeSpace.Tests;

/// <summary>Tests of the features that only this provider has, and of a cluster that uses it.</summary>
public sealed class MyBackendTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("my-backend-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_cluster_is_created_used_and_destroyed()
    {
        await using MyBackendProvider provider = Open(maxNodes: 10);

        await using (Cluster cluster = await Cluster.Create(Web(3)).UseProvider(provider).ProvisionAsync())
        {
            (await cluster.Nodes[0].RunAsync(["echo", "hello"])).Output.ShouldBe("hello\n");
            (await provider.ObserveAsync(null)).Count.ShouldBe(3);
        }

        (await provider.ObserveAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Insufficient_capacity_is_reported_before_anything_is_created()
    {
        await using MyBackendProvider provider = Open(maxNodes: 2);

        (await provider.CheckAsync(Web(3))).ShouldHaveSingleItem().Message
            .ShouldBe("3 nodes are requested, but the backend has capacity for 2");
    }

    [Fact]
    public async Task A_file_without_an_ownership_tag_is_reported_by_name()
    {
        await using MyBackendProvider provider = Open(maxNodes: 2);
        DirectoryInfo backend = _folder.CreateSubdirectory("backend");
        await File.WriteAllTextAsync(Path.Combine(backend.FullName, "zz.json"), "garbage");

        ProviderException exception = await Should.ThrowAsync<ProviderException>(() => provider.ObserveAsync(null));

        exception.Problems.ShouldHaveSingleItem().Message
            .ShouldContain($"{Path.Combine(backend.FullName, "zz.json")} contains no ownership tag of a node");
    }

    [Fact]
    public void All_invalid_options_are_reported_at_once()
    {
        MyBackendOptions options = new() { Folder = "here", MaxNodes = 0, LockTimeout = TimeSpan.Zero };

        ArgumentException exception = Should.Throw<ArgumentException>(() => new MyBackendProvider(options));

        exception.Message.ShouldContain("Folder: 'here' is not an absolute path");
        exception.Message.ShouldContain("MaxNodes: 0 is below 1; use 1 or more");
        exception.Message.ShouldContain("LockTimeout: 00:00:00 is not above zero");
    }

    private static Topology Web(int nodes) =>
        Topology.Create("demo").AddProfile(Profile.Create("web").WithCount(nodes).Build()).Build();

    private MyBackendProvider Open(int maxNodes) =>
        new(new MyBackendOptions { Folder = Path.Combine(_folder.FullName, "backend"), MaxNodes = maxNodes });
}
