using Scalewright.Journals;
using Scalewright.Providers.Simulation;
using LiveCluster = Scalewright.Clusters.Cluster;

namespace Tool.Tests;

/// <summary>Records the states that profiles of samples and documents leave in the simulation, for <c>.ci/record-behavior</c>.</summary>
public partial class StateRecordTests
{
    private const string Folder = "/state";

    private static readonly int Seeds = BehaviorRecord.Count(1, 5);

    [Fact]
    public async Task The_state_that_a_profile_leaves_is_the_same_each_time()
    {
        using TemporaryFolder folder = new();
        List<string> hashes = [];
        string[] files = [.. Profiles(folder)];
        files.Length.ShouldBeGreaterThan(5);
        foreach (string file in BehaviorRecord.IsWritten ? files : files[..1])
        {
            foreach (int seed in Enumerable.Range(1, Seeds))
            {
                List<string> lines = await RecordAsync(file, seed);
                string name = Path.GetFileName(file);
                hashes.Add(FormattableString.Invariant($"{name} seed {seed:000} {BehaviorRecord.Hash(lines)}"));
                if (seed == 1)
                {
                    (await RecordAsync(file, seed)).ShouldBe(lines);
                    BehaviorRecord.Write($"states/{name}.txt", lines);
                }
            }
        }

        BehaviorRecord.Write("states/hashes.txt", hashes.Order(StringComparer.Ordinal));
    }

    private static async Task<List<string>> RecordAsync(string file, int seed)
    {
        List<string> lines = [];
        ProfileReadResult read = ProfileReader.Read(file);
        lines.AddRange(
            read.Errors.Concat(read.Warnings)
                .Select(problem =>
                    $"{problem.Code.Id} {problem.ToString().Replace(Path.GetDirectoryName(file)!, "", StringComparison.Ordinal)}"
                )
        );
        if (read.Errors.Any())
        {
            return lines;
        }

        Topology topology = read.GetProfilesOrThrow()
            .Aggregate(Topology.Create("record"), static (builder, profile) => builder.AddProfile(profile))
            .Build();
        await using SimulationProvider provider = new() { Seed = seed };
        await provider.RunAsync(async cancellationToken =>
        {
            await ProvisionAsync(topology, provider, cancellationToken);
            lines.AddRange(Describe("provisioned", provider.FileSystem));
            await using LiveCluster cluster = await LiveCluster.OpenAsync(Folder, provider, cancellationToken);
            provider.Inject(new CrashNode(topology.Nodes.First().Name));
            await cluster.RepairAsync(cancellationToken);
            lines.AddRange(Describe("repaired", provider.FileSystem));
            await cluster.DestroyAsync(cancellationToken);
            lines.AddRange(Describe("destroyed", provider.FileSystem));
        });
        return lines;
    }

    private static async Task ProvisionAsync(Topology topology, SimulationProvider provider, CancellationToken cancellationToken)
    {
        DurableStoreOptions store = new()
        {
            LockHolder = new LockHolder(),
            Random = provider.Random,
            SnapshotAfterBytes = 8000,
        };
        await using LiveCluster cluster = await LiveCluster
            .Create(topology)
            .UseProvider(provider)
            .WithState(Folder)
            .WithOptions(options => options with { StoreOptions = store, Lifetime = ClusterLifetime.Persistent })
            .ProvisionAsync(cancellationToken);
    }

    private static IEnumerable<string> Describe(string moment, IFileSystem disk) =>
        disk.List(Folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(name => ReadText(disk, $"{Folder}/{name}").TrimEnd('\0').Split('\n').Select(line => $"{moment} {name}: {line}"));

    private static string ReadText(IFileSystem disk, string path)
    {
        using IFile file = disk.Open(path, FileOpenMode.Read);
        byte[] content = new byte[file.Length];
        int read = 0;
        while (read < content.Length)
        {
            read += file.Read(read, content.AsSpan(read));
        }

        return Encoding.UTF8.GetString(content);
    }

    /// <summary>Returns the profile files of the samples, and those of the pages.</summary>
    private static IEnumerable<string> Profiles(TemporaryFolder folder)
    {
        yield return folder.Write("samples-wind-farm.yaml", File.ReadAllText(Repository.At("samples", "WindFarm", "wind-farm.yaml")));
        yield return folder.Write("samples-phenix.yaml", File.ReadAllText(Repository.At("samples", "PhenixScaleApp", "sample-input.yaml")));
        foreach (
            string page in Directory
                .EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            foreach (Match block in Block().Matches(File.ReadAllText(page).ReplaceLineEndings("\n")))
            {
                if (block.Groups["text"].Value.Contains("profiles:", StringComparison.Ordinal))
                {
                    string name = Path.GetRelativePath(Repository.Root, page).Replace(Path.DirectorySeparatorChar, '-');
                    yield return folder.Write(
                        $"{Path.GetFileNameWithoutExtension(name)}-{block.Groups["name"].Value}",
                        block.Groups["text"].Value
                    );
                }
            }
        }
    }

    [GeneratedRegex(
        "^```yaml file=(?<name>\\S+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Block();
}
