namespace Sdk.Tests.Plugins;

public sealed class TopologyFolderTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("scalewright-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void Files_of_removed_nodes_are_deleted_when_a_smaller_topology_is_written()
    {
        Write(10);
        string[] before = GetFileNames();

        OutputFolder folder = Write(3);

        before.Length.ShouldBe(25); // Two files for each node, four of the topology and the file list.
        GetFileNames()
            .ShouldBe([
                "files.sha256",
                .. Enumerable.Range(1, 3).SelectMany(number => new[] { $"node-{number}-startup.sh", $"node-{number}.mm" }),
                "topology.dot",
                "topology.json",
                "topology.svg",
                "topology.yaml",
            ]);
        folder.RemovedCount.ShouldBe(14);
    }

    [Fact]
    public void Files_of_a_canceled_run_are_removed_by_the_next_run()
    {
        using CancellationTokenSource cancellation = new();
        CancelingProgress progress = new(cancellation);

        Should.Throw<OperationCanceledException>(() => Write(100, progress, cancellation.Token));
        int fileCount = GetFileNames().Length;
        Write(1);

        fileCount.ShouldBe(101); // The hundred files written before the cancellation, and the file list.
        GetFileNames().Length.ShouldBe(7);
    }

    [Fact]
    public void Progress_is_reported_every_hundred_files_and_at_the_end()
    {
        RecordingProgress progress = new();

        Write(60, progress);

        progress.Reports.ShouldBe([new WriteProgress(100, 124), new WriteProgress(124, 124)]);
    }

    private OutputFolder Write(int nodes, IProgress<WriteProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Profile profile = Profile.Create("web").WithCount(nodes).Build();
        OutputFolder folder = OutputFolder.Open(_temporary.FullName);
        TopologyFolder.Write(
            Topology.Create("demo").AddProfile(profile, SampleTopologies.Plugins).Build(),
            [profile],
            folder,
            SampleTopologies.Plugins,
            progress,
            cancellationToken
        );
        return folder;
    }

    private string[] GetFileNames() =>
        [.. Directory.EnumerateFiles(_temporary.FullName).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private sealed class RecordingProgress : IProgress<WriteProgress>
    {
        public List<WriteProgress> Reports { get; } = [];

        public void Report(WriteProgress value) => Reports.Add(value);
    }

    private sealed class CancelingProgress(CancellationTokenSource cancellation) : IProgress<WriteProgress>
    {
        public void Report(WriteProgress value) => cancellation.Cancel();
    }
}
