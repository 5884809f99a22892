using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers.Local;
using Scalewright.Providers.Slurm;
using Scalewright.Providers.Slurm.Elastic;
using Scalewright.Topologies;
using Tests.Shared;

namespace Slurm.Tests.Elastic;

/// <summary>The folder in which Slurm's programs note what it wants, where it cannot be read as it should.</summary>
public sealed class ElasticFolderTests : IDisposable
{
    // Not even root may read it.
    private const string Unreadable = "/proc/sys/net/ipv4/route/flush";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_note_that_may_not_be_read_is_told_and_what_serves_goes_on()
    {
        if (!File.Exists(Unreadable))
        {
            return;
        }

        await using LocalProvider provider = new(new LocalProviderOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("machines") });
        await using Cluster cluster = await Cluster.Create(Topology.Empty with { Name = "noted" }).UseProvider(provider).ProvisionAsync();
        Told told = new();
        TaskCompletionSource serving = new();
        ElasticNodes nodes = new(cluster, new ElasticPartition(new SlurmOptions { Partition = "burst", Run = (_, _) => FaultyCommands.Say(0, "", "Nodes=(null)\n") }), new ElasticOptions(_folder.At("wants"))
        {
            LookInterval = TimeSpan.FromMilliseconds(20),
            Problems = told,
            Serve = async (_, token) =>
            {
                using CancellationTokenRegistration ended = token.Register(() => told.HasEnded = true);
                serving.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
        });
        using CancellationTokenSource ending = new();
        Task running = nodes.RunAsync(ending.Token);
        ElasticProgram.TryRun(["resume", "n1"], _folder.At("wants"));
        await Task.WhenAny(running, serving.Task);
        string note = Path.Combine(_folder.At("wants"), "nodes", "n2");
        File.CreateSymbolicLink(note, Unreadable);
        await Task.WhenAny(running, told.First);

        (running.IsCompleted, told.HasEnded).ShouldBe((false, false), $"{running.Exception}");
        (await told.First).Field.ShouldBe("folder");
        File.Delete(note);
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        told.HasEnded.ShouldBeTrue();
    }

    private sealed class Told : IProgress<Problem>
    {
        private readonly TaskCompletionSource<Problem> _first = new();

        public Task<Problem> First => _first.Task;

        public bool HasEnded { get; set; }

        public void Report(Problem value) => _first.TrySetResult(value);
    }
}
