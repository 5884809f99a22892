using Scalewright.Decisions;

namespace Slurm.Tests.Elastic;

public sealed class ElasticTests(ElasticLab lab) : IClassFixture<ElasticLab>, IAsyncLifetime
{
    private const string Failing = "e4";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => lab.ResetAsync();

    [MachineFact("slurm")]
    public async Task Nodes_are_created_when_jobs_need_them_and_deleted_when_they_are_idle()
    {
        await using ElasticSite site = await ElasticSite.OpenAsync(lab, "burst");

        CommandResult result = await lab.RunAsync("srun", "--partition=burst", "--nodes=3", "--exclude=e4", "printenv", "SLURMD_NODENAME");

        (
            result.ExitCode,
            string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
        ).ShouldBe((0, "e1 e2 e3"), $"{result.Error}{string.Join("; ", site.Problems.Select(problem => $"{problem}"))}\n{lab.LogTails}");
        site.Cluster.Nodes.Select(node => node.Name).ShouldBe(["e1", "e2", "e3"], ignoreOrder: true);

        // SuspendTime is 5 s.
        await lab.UntilAsync("burst", nodes => nodes.All(node => node.IsPoweredDown));
        await site.UntilAsync(cluster => cluster.Nodes.Count == 0);
        site.Problems.ShouldBeEmpty();
    }

    [MachineFact("slurm")]
    public async Task A_restarted_controller_continues_with_its_existing_nodes()
    {
        Task<CommandResult> job;
        await using (ElasticSite first = await ElasticSite.OpenAsync(lab, "burst", state: "resumed", stays: true))
        {
            job = lab.RunJobAsync("burst", "resumed-go", "--nodelist=e1");
            await lab.UntilJobRunsAsync("resumed-go");
        }

        await using ElasticSite second = await ElasticSite.OpenAsync(lab, "burst", state: "resumed");
        await second.UntilAsync(cluster => cluster.Nodes.Any(node => node.Name == "e1"));
        lab.EndJobs("resumed-go");

        CommandResult result = await job;
        (result.ExitCode, result.Output).ShouldBe((0, "done\n"), $"{result.Error}\n{lab.LogTails}");
        await lab.UntilAsync("burst", nodes => nodes.All(node => node.IsPoweredDown));
        await second.UntilAsync(cluster => cluster.Nodes.Count == 0);
    }

    [MachineFact("slurm")]
    public async Task A_node_whose_service_fails_is_powered_down_and_its_job_is_requeued()
    {
        await using ElasticSite site = await ElasticSite.OpenAsync(lab, "burst", (node, token) =>
            node.Node.Name == Failing ? throw new InvalidOperationException("the image has no slurmd") : lab.ServeAsync(node, token)
        );
        string job = (
            await lab.RunAsync("sbatch", "--parsable", "--partition=burst", $"--nodelist={Failing}", "--output=/dev/null", "--wrap=true")
        ).Output.Trim();

        await site.UntilAsync(_ => site.Problems.Length > 0);
        await lab.UntilAsync("burst", nodes => nodes.All(node => node.IsPoweredDown));

        (site.Problems[0].Field, site.Problems[0].Message).ShouldBe((Failing, "its service ended: the image has no slurmd"));
        // squeue(1): the job is not lost; Slurm may have retried it already.
        (await lab.RunAsync("squeue", "--noheader", $"--jobs={job}", "--format=%T")).Output.Trim().ShouldBeOneOf("PENDING", "CONFIGURING");
        (await lab.RunAsync("scancel", job)).ExitCode.ShouldBe(0);
    }

    [MachineFact("slurm")]
    public async Task A_node_rejected_by_its_provider_is_reported_with_the_reason_and_its_job_is_requeued()
    {
        // Five nodes fill a range of eight addresses: the others are the host's and the network's own two.
        LocalOptions narrow = new()
        {
            Isolation = LocalIsolation.Processes,
            Folder = lab.At("narrow"),
            AddressRange = Subnet.TryParse("127.77.9.0/29", out Subnet range) ? range : default,
        };
        await using LocalProvider provider = new(narrow);
        Topology five = Topology.Create("others").AddProfile(Profile.Create("others").WithCount(5).Build()).Build();
        await using Cluster others = await Cluster.Create(five).UseProvider(provider).ProvisionAsync();
        await using ElasticSite site = await ElasticSite.OpenAsync(lab, "burst", change: _ => narrow);

        string job = (
            await lab.RunAsync("sbatch", "--parsable", "--partition=burst", "--nodelist=e2", "--output=/dev/null", "--wrap=true")
        ).Output.Trim();
        await site.UntilAsync(_ => site.Problems.Length > 0);

        (site.Problems[0].Field, site.Problems[0].Code).ShouldBe(("e2", ProblemCode.InsufficientCapacity));
        (await lab.RunAsync("squeue", "--noheader", $"--jobs={job}", "--format=%T")).Output.Trim().ShouldBeOneOf("PENDING", "CONFIGURING");
        (await lab.RunAsync("scancel", job)).ExitCode.ShouldBe(0);
        await others.DestroyAsync();

        (await lab.RunAsync("srun", "--partition=burst", "--nodelist=e2", "printenv", "SLURMD_NODENAME")).Output.ShouldBe("e2\n");
        await lab.UntilAsync("burst", nodes => nodes.All(node => node.IsPoweredDown));
        await site.UntilAsync(cluster => cluster.Nodes.Count == 0);
    }

    [MachineFact("slurm")]
    public async Task A_decision_engine_controls_the_number_of_nodes_in_a_partition()
    {
        SlurmElasticPartition kept = lab.Open("kept");
        await using ElasticSite site = await ElasticSite.OpenAsync(lab, "kept");
        DecisionEngine engine = DecisionEngine
            .Create("kept")
            .WithBounds(1, 3)
            .AddMetric(kept.CreateDemandMetric())
            .UseSizing(new DemandSizing())
            .WithCycleInterval(TimeSpan.FromMilliseconds(500))
            .Build();
        using CancellationTokenSource ending = new();
        Task<List<int>> sizing = SizeAsync(engine, kept, ending.Token);

        await lab.UntilAsync("kept", nodes => nodes.Count(node => node.IsReady) == 1);
        Task<CommandResult>[] jobs = [.. Enumerable.Range(0, 5).Select(_ => lab.RunJobAsync("kept", "kept-go"))];
        await lab.UntilAsync("kept", nodes => nodes.Count(node => node is { IsReady: true, IsIdle: false }) == 3);
        lab.EndJobs("kept-go");
        await lab.UntilAsync("kept", nodes => nodes.Count(node => node.IsReady) == 1 && nodes.Count(node => node.IsPoweredDown) == 3);
        await ending.CancelAsync();

        List<int> sizes = await sizing;
        (sizes.Min(), sizes.Max(), sizes[^1]).ShouldBe((1, 3, 1));
        foreach (Task<CommandResult> job in jobs)
        {
            (await job).Output.ShouldBe("done\n", (await job).Error);
        }

        site.Cluster.Nodes.Count.ShouldBe(1);
        await lab.UntilAsync("kept", nodes => nodes.All(node => node.IsPoweredDown), () => kept.ResizeAsync(0, default));
        await site.UntilAsync(cluster => cluster.Nodes.Count == 0);
    }

    [MachineFact("slurm")]
    public async Task A_node_removed_by_a_scale_in_is_powered_down_after_its_last_job()
    {
        SlurmElasticPartition kept = lab.Open("kept");
        await using ElasticSite site = await ElasticSite.OpenAsync(lab, "kept");
        await kept.ResizeAsync(1, default);
        await lab.UntilAsync("kept", nodes => nodes.Count(node => node.IsReady) == 1);
        Task<CommandResult> job = lab.RunJobAsync("kept", "last-go");
        await lab.UntilAsync("kept", nodes => nodes.Count(node => node is { IsReady: true, IsIdle: false }) == 1);

        await kept.ResizeAsync(0, default);

        (await kept.ObserveAsync(default)).Size.ShouldBe(0);
        site.Cluster.Nodes.Count.ShouldBe(1);
        lab.EndJobs("last-go");
        (await job).Output.ShouldBe("done\n", (await job).Error);
        await lab.UntilAsync("kept", nodes => nodes.All(node => node.IsPoweredDown && node.IsDrained), () => kept.ResizeAsync(0, default));
        await site.UntilAsync(cluster => cluster.Nodes.Count == 0);
    }

    private static async Task<List<int>> SizeAsync(
        DecisionEngine engine,
        SlurmElasticPartition partition,
        CancellationToken cancellationToken
    )
    {
        List<int> sizes = [];
        try
        {
            await foreach (EngineCycle cycle in engine.RunAsync(partition, cancellationToken: cancellationToken))
            {
                cycle.Problems.ShouldBeEmpty();
                sizes.Add(cycle.Decision.To);
            }
        }
        catch (OperationCanceledException)
        {
            // Cancellation ends the sizing.
        }

        return sizes;
    }
}

internal sealed record DemandSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new("demand", "demand", ["demand"], input => input.A);

    public int StateLength => 0;

    public ValueList<string> MetricNames => ["demand"];

    public Decision Decide(in DomainObservation observation, Span<long> state) =>
        observation.FindMetric("demand") is { IsUsable: true } demand
            ? Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(demand.Value))
            : Decision.Hold(observation.Timestamp, observation.DesiredCount);
}

/// <summary>A remaining cluster is reopened from its state.</summary>
internal sealed class ElasticSite : IAsyncDisposable, IProgress<Problem>
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<Problem> _problems = new();
    private readonly ElasticLab _lab;
    private readonly LocalProvider _provider;
    private readonly bool _stays;
    private readonly Task _running;

    private ElasticSite(
        ElasticLab lab,
        string partition,
        LocalProvider provider,
        Cluster cluster,
        Func<SlurmdNode, CancellationToken, Task>? serve,
        bool stays
    )
    {
        (_lab, _provider, Cluster, _stays) = (lab, provider, cluster, stays);
        SlurmNodeProvisioner nodes = new(
            cluster,
            lab.Open(partition),
            new SlurmNodeProvisionerOptions(lab.Folder)
            {
                NodeHandler = serve ?? lab.ServeAsync,
                AddressSelector = (_, _) => Task.FromResult("127.0.0.1"),
                PollInterval = TimeSpan.FromMilliseconds(100),
                ProblemHandler = this,
            }
        );
        _running = nodes.RunAsync(_ending.Token);
    }

    public Cluster Cluster { get; }

    public Problem[] Problems => [.. _problems];

    public static async Task<ElasticSite> OpenAsync(
        ElasticLab lab,
        string partition,
        Func<SlurmdNode, CancellationToken, Task>? serve = null,
        string state = "",
        bool stays = false,
        Func<LocalOptions, LocalOptions>? change = null
    )
    {
        LocalOptions options = new() { Isolation = LocalIsolation.Processes, Folder = lab.At("machines") };
        LocalProvider provider = new(change?.Invoke(options) ?? options);
        Cluster cluster = await CreateAsync(provider, state.Length > 0 ? lab.At(state) : "");
        return new ElasticSite(lab, partition, provider, cluster, serve, stays);
    }

    void IProgress<Problem>.Report(Problem value) => _problems.Enqueue(value);

    public Task UntilAsync(Func<Cluster, bool> isSo) =>
        _lab.WaitAsync(() =>
        {
            _running.IsFaulted.ShouldBeFalse($"{_running.Exception}");
            return Task.FromResult(isSo(Cluster) ? null : $"{string.Join(", ", Cluster.Nodes)}; {string.Join("; ", _problems)}");
        });

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_running);
        if (!_stays)
        {
            await Cluster.DestroyAsync();
        }

        await Cluster.DisposeAsync();
        await _provider.DisposeAsync();
        _ending.Dispose();
    }

    private static Task<Cluster> CreateAsync(LocalProvider provider, string state)
    {
        ClusterBuilder builder = Cluster.Create(Topology.Empty with { Name = "elastic" }).UseProvider(provider);
        return (state.Length > 0 ? builder.WithState(state) : builder).OpenOrProvisionAsync();
    }
}
