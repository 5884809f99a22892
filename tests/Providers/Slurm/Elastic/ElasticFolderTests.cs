namespace Slurm.Tests.Elastic;

public sealed class ElasticFolderTests : IDisposable
{
    // Not readable even by root.
    private const string Unreadable = "/proc/sys/net/ipv4/route/flush";

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact(Unreadable), Trait(Category.Name, Category.Campaign)]
    public async Task An_unreadable_note_file_is_reported_and_the_node_handler_keeps_running()
    {
        await using LocalProvider provider = new(
            new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("machines") }
        );
        await using Cluster cluster = await Cluster.Create(Topology.Empty with { Name = "noted" }).UseProvider(provider).ProvisionAsync();
        RecordingProgress progress = new();
        TaskCompletionSource serving = new();
        SlurmNodeProvisioner nodes = new(
            cluster,
            new SlurmElasticPartition(
                new SlurmClientOptions { Partition = "burst", RunCommand = (_, _) => FaultyCommands.Say(0, "", "Nodes=(null)\n") }
            ),
            new SlurmNodeProvisionerOptions(_folder.At("wants"))
            {
                PollInterval = TimeSpan.FromMilliseconds(20),
                ProblemHandler = progress,
                NodeHandler = async (_, token) =>
                {
                    using CancellationTokenRegistration ended = token.Register(() => progress.HasEnded = true);
                    serving.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                },
            }
        );
        using CancellationTokenSource ending = new();
        Task running = nodes.RunAsync(ending.Token);
        SlurmPowerSavingProgram.TryRun(["resume", "n1"], _folder.At("wants"));
        await Task.WhenAny(running, serving.Task).WaitAsync(Enough);
        string note = Path.Combine(_folder.At("wants"), "nodes", "n2");
        File.CreateSymbolicLink(note, Unreadable);
        await Task.WhenAny(running, progress.First).WaitAsync(Enough);

        (running.IsCompleted, progress.HasEnded).ShouldBe((false, false), $"{running.Exception}");
        (await progress.First).Field.ShouldBe("folder");
        File.Delete(note);
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        progress.HasEnded.ShouldBeTrue();
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_node_that_Slurm_refuses_to_mark_as_failed_does_not_block_other_nodes()
    {
        // Of eight addresses five are for nodes, and one of these belongs to another cluster.
        LocalOptions narrow = new()
        {
            Isolation = LocalIsolation.Processes,
            Folder = _folder.At("machines"),
            AddressRange = Subnet.TryParse("127.77.9.8/29", out Subnet range) ? range : default,
        };
        await using LocalProvider provider = new(narrow);
        Topology one = Topology.Create("other").AddProfile(Profile.Create("other").WithCount(1).Build()).Build();
        await using Cluster other = await Cluster.Create(one).UseProvider(provider).ProvisionAsync();
        await using Cluster cluster = await Cluster.Create(Topology.Empty with { Name = "full" }).UseProvider(provider).ProvisionAsync();
        RecordingProgress progress = new();
        using CountdownEvent serving = new(4);
        SlurmClientOptions slurm = new()
        {
            Partition = "burst",
            RunCommand = (request, _) =>
                FaultyCommands.Say(request.Command.Contains("update") ? 1 : 0, "Invalid node state specified", "Nodes=(null)\n"),
        };
        SlurmNodeProvisioner nodes = new(
            cluster,
            new SlurmElasticPartition(slurm),
            new SlurmNodeProvisionerOptions(_folder.At("wants"))
            {
                PollInterval = TimeSpan.FromMilliseconds(20),
                ProblemHandler = progress,
                NodeHandler = (_, token) =>
                {
                    serving.Signal();
                    return Task.Delay(Timeout.InfiniteTimeSpan, token);
                },
            }
        );
        using CancellationTokenSource ending = new();
        SlurmPowerSavingProgram.TryRun(["resume", "n[1-5]"], _folder.At("wants"));

        Task running = nodes.RunAsync(ending.Token);
        await Task.WhenAny(running, Task.Run(serving.Wait)).WaitAsync(Enough);

        running.IsCompleted.ShouldBeFalse($"{running.Exception}");
        (await progress.First.WaitAsync(Enough)).Code.ShouldBe(ProblemCode.InsufficientCapacity);
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await cluster.DestroyAsync();
    }

    /// <summary>slurmctld 22.05: <c>waiting_for_node_boot</c> and <c>get_up_time</c> use whole seconds.</summary>
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_handler_of_a_booting_node_starts_at_least_a_second_after_the_resume_request()
    {
        await using LocalProvider provider = new(
            new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.At("machines") }
        );
        await using Cluster cluster = await Cluster.Create(Topology.Empty with { Name = "booted" }).UseProvider(provider).ProvisionAsync();
        TaskCompletionSource<(bool IsBooting, TimeSpan After)> serving = new();
        SlurmPowerSavingProgram.TryRun(["resume", "n1"], _folder.At("wants"));
        long wanted = provider.Clock.GetTimestamp();
        SlurmNodeProvisioner nodes = new(
            cluster,
            new SlurmElasticPartition(
                new SlurmClientOptions { Partition = "burst", RunCommand = (_, _) => FaultyCommands.Say(0, "", "Nodes=(null)\n") }
            ),
            new SlurmNodeProvisionerOptions(_folder.At("wants"))
            {
                PollInterval = TimeSpan.FromMilliseconds(20),
                NodeHandler = (node, token) =>
                {
                    serving.SetResult((node.IsBooting, provider.Clock.GetElapsedTime(wanted)));
                    return Task.Delay(Timeout.InfiniteTimeSpan, token);
                },
            }
        );
        using CancellationTokenSource ending = new();

        Task running = nodes.RunAsync(ending.Token);
        await Task.WhenAny(running, serving.Task).WaitAsync(Enough);

        running.IsCompleted.ShouldBeFalse($"{running.Exception}");
        (await serving.Task).IsBooting.ShouldBeTrue();
        (await serving.Task).After.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        await ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await cluster.DestroyAsync();
    }

    private sealed class RecordingProgress : IProgress<Problem>
    {
        private readonly TaskCompletionSource<Problem> _first = new();

        public Task<Problem> First => _first.Task;

        public bool HasEnded { get; set; }

        public void Report(Problem value) => _first.TrySetResult(value);
    }
}
