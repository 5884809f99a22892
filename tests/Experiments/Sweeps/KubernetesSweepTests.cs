using Loopback.Kubernetes;
using Microsoft.AspNetCore.Http;
using Scalewright.Providers.Kubernetes;

namespace Sweeps.Tests;

/// <summary>Elements as pods of Jobs. The stand-in follows what a real Job controller of 1.36 did.</summary>
[Trait(Category.Name, Category.Campaign)]
public sealed class KubernetesSweepTests : IAsyncLifetime, IDisposable
{
    private const string NoRole =
        """{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403, "message": "pods is forbidden: User \"limited\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""}""";

    private readonly TemporaryFolder _folder = new();
    private JobCluster? _cluster;

    private JobCluster Cluster => _cluster!;

    private string Mark => _folder.At("mark");

    public async Task InitializeAsync() => _cluster = await JobCluster.StartAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    // 1.23 has no indexed Jobs by default, and 1.28 no limit for each index.
    [Theory, InlineData(36), InlineData(28), InlineData(23)]
    public async Task Pods_compute_all_points_and_nothing_is_left(int minor)
    {
        await using JobCluster cluster = await JobCluster.StartAsync(new KubernetesServerOptions { Minor = minor });
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(10));

        SweepReport report = await new SweepRunner(cluster.Engine(SweepHost.Words)) { ChunkSize = 4 }.RunAsync(sweep);

        Assert.True(report.IsComplete);
        Assert.Equal(Points.Results(10), await CollectAsync(sweep));
        await JobCluster.UntilAsync(cluster.IsEmptyAsync);
        Assert.Empty(Records(sweep));
    }

    [Fact]
    public async Task A_large_attempt_uses_several_Jobs_one_after_the_other()
    {
        string padding = new('x', 400_000);
        SweepFolder sweep = SweepFolder.Create(
            _folder.At("sweep"),
            Enumerable.Range(0, 3).Select(number => SweepPoint.Parse($$"""{"key": "{{number}}", "padding": "{{padding}}"}"""))
        );

        SweepReport report = await new SweepRunner(Cluster.Engine(SweepHost.Words)) { ChunkSize = 1 }.RunAsync(sweep);

        Assert.True(report.IsComplete);
        Assert.Equal(
            ["POST", "DELETE", "POST", "DELETE"],
            Cluster
                .Server.Faults.Seen.Where(request => request.Contains($"/{JobCluster.Jobs}", StringComparison.Ordinal))
                .Select(request => request.Split(' ')[0])
                .Where(method => method != "GET")
        );
    }

    [Fact]
    public async Task An_evicted_pod_is_replaced_within_the_attempt()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));

        Task<SweepReport> run = RunAsync(sweep, JobCluster.Stopping(Mark, ["evict"], SweepHost.Words));
        await Cluster.ActAsync(Mark, "evict");

        Assert.True((await run).IsComplete);
        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
        Assert.Single(Attempts(sweep));
    }

    [Theory, InlineData("delete"), InlineData("fail")]
    public async Task A_deleted_and_a_failed_pod_are_repeated_by_the_next_attempt(string action)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));

        Task<SweepReport> run = RunAsync(sweep, JobCluster.Stopping(Mark, [action], SweepHost.Words));
        if (action == "delete")
        {
            await Cluster.ActAsync(Mark, action);
        }

        Assert.True((await run).IsComplete);
        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
        Assert.Equal(2, Attempts(sweep).Length);
    }

    [Fact]
    public async Task The_code_and_the_last_line_of_a_failed_pod_are_the_reason_of_its_missing_points()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));

        SweepReport report = await RunAsync(sweep, ["sh", "-c", "echo starting; echo no licence >&2; exit 3"]);

        Assert.Equal(["its pod exited with code 3: no licence", "its pod exited with code 3: no licence"], report.Failures.Values);
    }

    [Fact]
    public async Task A_pod_that_takes_too_long_is_ended()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(1));
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", ["sh", "-c", "exec sleep 1000"])
        {
            PollInterval = TimeSpan.FromMilliseconds(20),
            ElementTimeout = TimeSpan.FromSeconds(1),
        };

        SweepReport report = await new SweepRunner(engine) { MaxAttempts = 1 }.RunAsync(sweep);

        Assert.Equal(
            "its pod failed: DeadlineExceeded: Pod was active on the node longer than the specified deadline",
            report.Failures.Values.Single()
        );
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_Job_of_a_killed_program_is_adopted_while_it_runs_and_after_its_end(bool hasEnded)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        await StartKilledAsync(sweep, JobCluster.Stopping(Mark, ["evict"], SweepHost.Words));
        Task<SweepReport>? next = hasEnded ? null : RunAsync(sweep, ["false"]);
        await Cluster.ActAsync(Mark, "evict");
        if (hasEnded)
        {
            await JobCluster.UntilAsync(async () =>
                (await Cluster.ListAsync(JobCluster.Jobs)).Single()["status"]!["completionTime"] is not null
            );
        }

        next ??= RunAsync(sweep, ["false"]);

        Assert.True((await next).IsComplete);
        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
        Assert.Empty(Records(sweep));
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    [Fact]
    public async Task A_record_without_a_Job_is_forgotten_and_that_of_another_engine_is_kept()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));
        string folder = sweep.GetAttemptFolder(sweep.BeginAttempt(2)!);
        File.WriteAllText(Path.Combine(folder, "sweep-x-1-y.job"), "");
        File.WriteAllText(Path.Combine(folder, "scalewright-x-1-y.job"), "7\n");

        Assert.True((await RunAsync(sweep, SweepHost.Words)).IsComplete);

        Assert.Equal("scalewright-x-1-y.job", Path.GetFileName(Assert.Single(Records(sweep))));
    }

    [Fact]
    public async Task An_outage_cancels_nothing_and_the_next_call_adopts_the_Job()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        Task<SweepReport> run = RunAsync(sweep, JobCluster.Stopping(Mark, ["evict"], SweepHost.Words));
        await JobCluster.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Mark, "evict", "index"))));
        Cluster.Server.Faults.Add(new Fault(FaultKind.Answer, IsOfEngine) { Status = 503, Times = int.MaxValue });

        ProviderException outage = await Assert.ThrowsAsync<ProviderException>(() => run);
        Cluster.Server.Faults.Clear();

        Assert.True(outage.IsTransient);
        Assert.Single(await Cluster.ListAsync(JobCluster.Jobs));
        Assert.Single(Records(sweep));
        await Cluster.ActAsync(Mark, "evict");
        Assert.True((await RunAsync(sweep, ["false"])).IsComplete);
        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
    }

    [Fact]
    public async Task An_outage_within_its_timeout_is_waited_for()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        Cluster.Server.Faults.Add(new Fault(FaultKind.LoseReply, request => request.Method == "POST") { Times = 2 });
        Cluster.Server.Faults.Add(
            new Fault(FaultKind.Answer, request => IsOfEngine(request) && request.Path.Value!.EndsWith("/log", StringComparison.Ordinal))
            {
                Status = 503,
                Times = 1,
            }
        );
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", SweepHost.Words) { PollInterval = TimeSpan.FromMilliseconds(20) };

        Assert.True((await new SweepRunner(engine) { ChunkSize = 2 }.RunAsync(sweep)).IsComplete);

        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
        Assert.Single(Attempts(sweep));
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    [Theory, InlineData("registry/no-such-image:1", 300), InlineData("registry.invalid/app:1", 1)]
    public async Task An_image_that_cannot_be_pulled_ends_the_call(string image, int seconds)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));
        KubernetesSweepEngine engine = new(Cluster.Access, image, SweepHost.Words)
        {
            PollInterval = TimeSpan.FromMilliseconds(20),
            StartTimeout = TimeSpan.FromSeconds(seconds),
        };

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => new SweepRunner(engine).RunAsync(sweep));

        Assert.False(refused.IsTransient);
        Assert.Contains("do not start: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(image, refused.Message, StringComparison.Ordinal);
        Assert.Empty(Records(sweep));
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    // A starting API server refuses all roles until its caches are filled.
    [Theory, InlineData("GET", 3), InlineData("DELETE", 1)]
    public async Task A_refusal_of_a_role_that_was_accepted_before_is_waited_for(string method, int times)
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        bool IsRefused(HttpRequest request) =>
            IsOfEngine(request) && request.Method == method && File.Exists(Path.Combine(Mark, "evict", "index"));
        Cluster.Server.Faults.Add(
            new Fault(FaultKind.Answer, IsRefused)
            {
                Status = 403,
                Times = times,
                Body = NoRole,
            }
        );
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", JobCluster.Stopping(Mark, ["evict"], SweepHost.Words))
        {
            PollInterval = TimeSpan.FromMilliseconds(20),
        };

        Task<SweepReport> run = new SweepRunner(engine) { ChunkSize = 2 }.RunAsync(sweep);
        await JobCluster.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Mark, "evict", "index"))));
        await Cluster.ActAsync(Mark, "evict");

        Assert.True((await run).IsComplete);
        Assert.Single(Attempts(sweep));
        Assert.Equal(Points.Results(6), await CollectAsync(sweep));
    }

    [Fact]
    public async Task A_role_that_is_refused_from_the_start_ends_the_call_at_once()
    {
        Cluster.Server.Faults.Add(
            new Fault(FaultKind.Answer, request => IsOfEngine(request) && request.Method == "POST")
            {
                Status = 403,
                Times = int.MaxValue,
                Body = NoRole,
            }
        );
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", SweepHost.Words);

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() =>
            new SweepRunner(engine).RunAsync(SweepFolder.Create(_folder.At("sweep"), Points.Make(2)))
        );

        Assert.Equal(ProblemCode.AuthenticationFailed, refused.Problems.Single().Code);
    }

    [Fact]
    public async Task A_program_that_the_image_lacks_ends_the_call()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(sweep, ["no-such-program"]));

        Assert.False(refused.IsTransient);
        Assert.Contains("do not start: StartError: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("exec: \"no-such-program\": executable file not found in $PATH", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Records(sweep));
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    [Fact]
    public async Task Pods_wait_for_the_quota_and_a_quota_without_room_ends_the_call()
    {
        await Cluster.PostAsync(
            "api/v1/namespaces/default/resourcequotas",
            """{"metadata": {"name": "few"}, "spec": {"hard": {"pods": "1"}}}"""
        );
        Assert.True((await RunAsync(SweepFolder.Create(_folder.At("one"), Points.Make(6)), SweepHost.Words)).IsComplete);
        await Cluster.PostAsync(
            "api/v1/namespaces/default/resourcequotas",
            """{"metadata": {"name": "none"}, "spec": {"hard": {"pods": "0"}}}"""
        );
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", SweepHost.Words)
        {
            PollInterval = TimeSpan.FromMilliseconds(20),
            StartTimeout = TimeSpan.FromSeconds(1),
        };

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() =>
            new SweepRunner(engine).RunAsync(SweepFolder.Create(_folder.At("none"), Points.Make(2)))
        );

        Assert.Contains("exceeded quota: none", refused.Message, StringComparison.Ordinal);
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    [Fact]
    public async Task A_restricted_namespace_needs_restricted_pods()
    {
        await Cluster.PostAsync(
            "api/v1/namespaces",
            """{"metadata": {"name": "hardened", "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}"""
        );
        KubernetesClientOptions access = Cluster.Access with { Namespace = "hardened" };
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(2));

        ProviderException refused = await Assert.ThrowsAsync<ProviderException>(() =>
            new SweepRunner(
                new KubernetesSweepEngine(access, "app:1", SweepHost.Words) { PollInterval = TimeSpan.FromMilliseconds(20) }
            ).RunAsync(sweep)
        );
        SweepReport report = await new SweepRunner(
            new KubernetesSweepEngine(access, "app:1", SweepHost.Words)
            {
                PollInterval = TimeSpan.FromMilliseconds(20),
                IsRestricted = true,
            }
        ).RunAsync(sweep);

        Assert.Contains("violates PodSecurity", refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(KubernetesSweepEngine.IsRestricted), refused.Message, StringComparison.Ordinal);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task A_cancellation_deletes_the_Job_its_pods_and_its_input()
    {
        SweepFolder sweep = SweepFolder.Create(_folder.At("sweep"), Points.Make(6));
        using CancellationTokenSource stop = new();
        Task run = new SweepRunner(Cluster.Engine(JobCluster.Stopping(Mark, ["wait"], SweepHost.Words))) { ChunkSize = 2 }.RunAsync(
            sweep,
            cancellationToken: stop.Token
        );
        await JobCluster.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Mark, "wait", "index"))));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Empty(Records(sweep));
        Assert.Empty(await Cluster.ListAsync(JobCluster.Jobs));
        await JobCluster.UntilAsync(Cluster.IsEmptyAsync);
    }

    // The tests observe the cluster by another client.
    private static bool IsOfEngine(HttpRequest request) =>
        request.Headers.UserAgent.ToString().StartsWith("scalewright", StringComparison.Ordinal);

    private Task<SweepReport> RunAsync(SweepFolder sweep, ValueList<string> command) =>
        new SweepRunner(Cluster.Engine(command)) { ChunkSize = 2 }.RunAsync(sweep);

    /// <summary>Starts a program that gets no further after it created a Job, as if it were killed then.</summary>
    private async Task StartKilledAsync(SweepFolder sweep, ValueList<string> command)
    {
        KubernetesSweepEngine engine = new(Cluster.Access, "app:1", command) { Clock = new StoppedClock() };
        _ = engine.RunAsync(sweep, sweep.BeginAttempt(2)!, default).GetAsyncEnumerator().MoveNextAsync().AsTask();
        await JobCluster.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(Mark, "evict", "index"))));
        Assert.Single(Records(sweep));
    }

    private static async Task<string> CollectAsync(SweepFolder sweep)
    {
        using MemoryStream output = new();
        await sweep.CollectAsync(output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string[] Records(SweepFolder sweep) => Directory.GetFiles(sweep.FullPath, "*.job", SearchOption.AllDirectories);

    private static string[] Attempts(SweepFolder sweep) => Directory.GetDirectories(Path.Combine(sweep.FullPath, "attempts"));

    /// <summary>Timers never fire.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
