using Scalewright.Clusters.State;

namespace Sdk.Tests.Decisions;

/// <summary>Stored form of domains and launch configurations, as version 0.1.0 wrote it at commit 26b19bea.</summary>
public class EarlierDomainTests
{
    private static readonly LaunchConfiguration Launch = new("grown@hotel")
    {
        Image = "hello-phantom.gz",
        InstanceType = "m1.small",
        KeyName = "phantomkey",
        SecurityGroups = ["default", "a, b"],
        UserData = "#!/bin/sh\n",
        UniqueKey = "address",
        UniqueValues = ["10.0.0.1", "10.0.0.2"],
        Annotations = ValueMap<string>.Empty.With("kernel", "aki-1"),
    };

    private static readonly Domain Grown = new("grown")
    {
        LaunchConfigurationName = "grown",
        Clouds = [new DomainCloud("hotel", 4) { PricePerHour = 0.1 }, new DomainCloud("sierra:1") { IsSpot = true }],
        MinNodes = 1,
        MaxNodes = 20,
        Tags = ValueMap<string>.Empty.With("PHANTOM_DEFINITION", "error_overflow_n_preserving"),
        Annotations = ValueMap<string>.Empty.With("cooldown", "300"),
    };

    private static readonly Topology Sample = Topology
        .Create("demo")
        .Build()
        .WithLaunchConfiguration(Launch)
        .WithLaunchConfiguration(new LaunchConfiguration("grown"))
        .WithDomain(Grown)
        .WithDomain(new Domain("plain"));

    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "Decisions", "Earlier");

    [Fact]
    public void Providers_recognize_the_groups_that_an_earlier_version_created() =>
        Planner
            .Plan(Topology.Empty, Sample.WithCapacity("grown", 2))
            .Steps.OfType<CreateGroup>()
            .Select(step => $"{step.Name} {SpecDigest.Compute(step)}")
            .ShouldBe([
                "grown 6362f869f0ea1782",
                "launch/grown eb1d84a92b570e5c",
                "launch/grown@hotel 5c23ebf73c5f25fd",
                "plain 10829a804d722da8",
            ]);

    [Fact]
    public void A_domain_that_only_changes_its_size_has_the_digest_of_its_new_labels()
    {
        PlanStep step = Planner.Plan(Sample, Sample.WithCapacity("grown", 2)).Steps[0];

        step.ShouldBeOfType<ChangeGroup>();
        SpecDigest.Compute(step).ShouldBe("6362f869f0ea1782");
    }

    [Fact]
    public async Task A_snapshot_has_the_bytes_that_an_earlier_version_wrote_for_the_same_state()
    {
        byte[] earlier = await File.ReadAllBytesAsync(Path.Combine(Files, "content.json.txt"));
        string folder = Restore();
        DurableStoreOptions options = new() { LockHolder = new LockHolder(), Random = new Random(1) };
        await using (DurableStore replayed = await DurableStore.OpenAsync(LocalFileSystem.Create(), folder, new ClusterState(), options))
        {
            await replayed.WriteSnapshotAsync();
        }

        ClusterState state = new();
        await using (await DurableStore.OpenAsync(LocalFileSystem.Create(), folder, state, options with { Random = new Random(2) })) { }

        string content = Encoding.UTF8.GetString(earlier);
        (await File.ReadAllTextAsync(Path.Combine(folder, "state.json"))).ShouldContain(content);
        Write(state).ShouldBe(content);
        state.Desired.FindDomain("grown").ShouldBe(Grown with { Capacity = 3, NextNodeNumber = 6 });
        state.Desired.FindLaunchConfiguration("grown", "hotel").ShouldBe(Launch);
        Directory.Delete(folder, recursive: true);
    }

    private static string Write(ClusterState state)
    {
        ArrayBufferWriter<byte> output = new();
        state.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Restore()
    {
        string folder = Directory.CreateTempSubdirectory("earlier-").FullName;
        foreach (string file in new[] { "state.json", "journal.log", "mark" })
        {
            File.Copy(Path.Combine(Files, file + ".txt"), Path.Combine(folder, file));
        }

        return folder;
    }
}
