using Scalewright.Providers.Kubernetes.Jobs;
using Scalewright.Sweeps;

namespace Scalewright.Providers.Kubernetes;

/// <summary>Collects the results of the pods of Jobs, and finds the elements that have ended.</summary>
internal sealed class KubernetesJobWatch(JobClient client, JobFeatures features, SweepFolder folder, KubernetesSweepEngine options)
{
    // An end is seen after at most this share of the time that has passed.
    private const int PauseShare = 10;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(15);

    // A starting API server refuses all roles until its RBAC caches are filled, which takes up to 50 s in large
    // clusters (pull request 92644 of kubernetes/kubernetes).
    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, OpenJob> _open = new(StringComparer.Ordinal);
    private readonly long _start = options.Clock.GetTimestamp();
    private long _lastResponse = options.Clock.GetTimestamp();
    private long? _refusedAt;

    /// <summary>Indicates whether the server has accepted the role of the caller before.</summary>
    public bool IsAccepted { get; set; }

    /// <summary>Number of Jobs that have not ended.</summary>
    public int OpenCount => _open.Count;

    /// <param name="job">Record of the Job.</param>
    /// <param name="attempt">Attempt of its elements.</param>
    /// <param name="first">First element of the Job.</param>
    /// <param name="count">Number of its elements.</param>
    public void Add(SweepJob job, SweepAttempt attempt, int first, int count) =>
        _open[job.Name] = new OpenJob(job, attempt, first, count, options.Clock.GetTimestamp());

    /// <summary>Returns the elements that have ended since the last call; none if the server does not respond.
    /// </summary>
    /// <exception cref="ProviderException">The server did not respond within the outage timeout, or the pods of a Job
    /// cannot be created or started.</exception>
    public async Task<ValueList<SweepElementEnd>> PollAsync(CancellationToken cancellationToken)
    {
        List<SweepElementEnd> ended = [];
        await TryAsync(async () =>
        {
            foreach (OpenJob job in _open.Values.ToArray())
            {
                ended.AddRange(await PollAsync(job, cancellationToken));
            }
        });
        return [.. ended];
    }

    /// <summary>Calls the server.</summary>
    /// <returns>False if it did not respond, or refuses the role that it accepted before; the call is to be repeated.
    /// </returns>
    /// <exception cref="ProviderException">The server did not respond within the outage timeout, or refused.
    /// </exception>
    public async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            _lastResponse = options.Clock.GetTimestamp();
            (_refusedAt, IsAccepted) = (null, true);
            return true;
        }
        catch (ProviderException failure)
        {
            if (!CanRepeat(failure))
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>Waits before the next query: longer, the longer the Jobs have been running.</summary>
    public Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = options.Clock.GetElapsedTime(_start) / PauseShare;
        TimeSpan max = MaxPause > options.PollInterval ? MaxPause : options.PollInterval;
        return Task.Delay(
            TimeSpan.FromTicks(Math.Clamp(pause.Ticks, options.PollInterval.Ticks, max.Ticks)),
            options.Clock,
            cancellationToken
        );
    }

    private bool CanRepeat(ProviderException failure)
    {
        if (failure.IsTransient)
        {
            _refusedAt = null;
            return options.Clock.GetElapsedTime(_lastResponse) < options.OutageTimeout;
        }

        if (!IsAccepted || failure.Problems.All(problem => problem.Code != ProblemCode.AuthenticationFailed))
        {
            return false;
        }

        _refusedAt ??= options.Clock.GetTimestamp();
        return options.Clock.GetElapsedTime(_refusedAt.Value) < RefusalTimeout;
    }

    private async Task<ValueList<SweepElementEnd>> PollAsync(OpenJob job, CancellationToken cancellationToken)
    {
        // The pods that the state counts have ended before they are listed.
        PodJobState? state = await client.FindAsync(job.Record.Name, cancellationToken);
        ValueList<JobPod> pods = await client.ListPodsAsync(job.Record.Name, cancellationToken);
        if (pods.Select(pod => pod.StartFault).FirstOrDefault(fault => fault.Length > 0) is { } fault)
        {
            throw NotStarted(
                $"the pods of Job '{job.Record.Name}' do not start: {fault}",
                "see that the image has this program, and that its user may run it"
            );
        }

        foreach (JobPod pod in pods.Where(pod => pod.HasEnded && pod.Index < job.Count))
        {
            await CollectAsync(job, pod, cancellationToken);
        }

        int[] indexes =
        [
            .. Enumerable
                .Range(0, job.Count)
                .Where(index =>
                    !job.Ended.Contains(index)
                    && (
                        state is null
                        || state.IsFinished
                        || state.Ended.Contains(index)
                        || (!features.HasIndexLimit && job.Reasons.ContainsKey(index))
                    )
                ),
        ];
        ValueList<SweepElementEnd> ended = [.. indexes.Select(index => Report(job, index, state is null))];
        job.Ended.UnionWith(indexes);
        if (job.Ended.Count == job.Count)
        {
            await client.DeleteAsync(job.Record.Name, cancellationToken);
            folder.ForgetJobs([job.Record]);
            _open.Remove(job.Record.Name);
        }
        else if (ended.Count > 0 || state!.IsSuspended)
        {
            job.ProgressAt = options.Clock.GetTimestamp();
        }
        else
        {
            await CheckStartAsync(job, pods, cancellationToken);
        }

        return ended;
    }

    /// <summary>Writes the results of an ended pod into the folder, once.</summary>
    private async Task CollectAsync(OpenJob job, JobPod pod, CancellationToken cancellationToken)
    {
        if (job.Collected.Contains(pod.Uid))
        {
            // The list of the next query is shorter. Older servers count only pods that exist.
            if (features.HasIndexLimit && !pod.IsHeld)
            {
                await client.DeletePodAsync(pod, cancellationToken);
            }

            return;
        }

        int element = job.First + pod.Index;
        ValueList<string>? log = await client.ReadLogAsync(pod.Name, cancellationToken);
        HashSet<string> keys = [.. folder.ReadMissingKeys(job.Attempt, element)];
        (ValueList<SweepResultLine> results, string last) = SweepPod.ReadLog(log ?? [], keys);

        // A point may fail because its pod is being killed. The next pod computes it again.
        SweepResultLine[] kept = [.. results.Where(line => line.Failure is null || pod.Failure.Length == 0)];
        if (kept.Length > 0)
        {
            folder.AddResultLines(job.Attempt, element, kept);
        }

        string text =
            pod.Failure.Length > 0 && last.Length > 0
                ? $"{pod.Failure}: {TextEscaping.EscapeAndTruncate(last, KubernetesSweepEngine.MaxShown)}"
                : pod.Failure;
        job.Reasons[pod.Index] = text;
        job.Collected.Add(pod.Uid);
    }

    private SweepElementEnd Report(OpenJob job, int index, bool isGone)
    {
        int element = job.First + index;
        string reason = job.Reasons.GetValueOrDefault(index, "");
        if (reason.Length == 0 && folder.ReadMissingKeys(job.Attempt, element).Count > 0)
        {
            reason = isGone ? "its Job was deleted" : "its pod ended, and its results were not found in its log";
        }

        if (reason.Length > 0)
        {
            folder.ReportElementEnd(job.Attempt, element, reason);
        }

        return new SweepElementEnd(element, reason);
    }

    /// <summary>Ends the call if no pod of a Job can start.</summary>
    private async Task CheckStartAsync(OpenJob job, ValueList<JobPod> pods, CancellationToken cancellationToken)
    {
        WaitingReason[] obstacles = [.. pods.Select(pod => pod.Obstacle).OfType<WaitingReason>()];
        if (obstacles.Length < pods.Count)
        {
            job.ProgressAt = options.Clock.GetTimestamp();
            return;
        }

        bool isLate = options.Clock.GetElapsedTime(job.ProgressAt) >= options.StartTimeout;
        WaitingReason? obstacle = Array.Find(obstacles, reason => !reason.CanResolve) ?? obstacles.FirstOrDefault();
        if (obstacle is { CanResolve: false } || (obstacle is not null && isLate))
        {
            throw NotStarted(
                $"the pods of Job '{job.Record.Name}' do not start: {obstacle.Message}",
                "see that the image exists and that the machines may pull it"
            );
        }

        string? refusal = pods.Count == 0 ? await client.FindRefusalAsync(job.Record.Name, cancellationToken) : null;
        if (refusal is not null && (isLate || refusal.Contains("violates PodSecurity", StringComparison.Ordinal)))
        {
            throw NotStarted(
                $"the pods of Job '{job.Record.Name}' are refused: "
                    + TextEscaping.EscapeAndTruncate(refusal, KubernetesSweepEngine.MaxRefusal),
                $"request a higher quota or lower the requests; for PodSecurity, set "
                    + $"{nameof(KubernetesSweepEngine.IsRestricted)} or use another namespace"
            );
        }
    }

    private static ProviderException NotStarted(string found, string advice) =>
        new(KubernetesProblems.Provider, [new Problem(ProblemCode.ProviderUnavailable, found, advice)]);

    private sealed record OpenJob(SweepJob Record, SweepAttempt Attempt, int First, int Count, long Start)
    {
        public HashSet<int> Ended { get; } = [];

        /// <summary>IDs of the pods whose logs were read.</summary>
        public HashSet<string> Collected { get; } = new(StringComparer.Ordinal);

        /// <summary>Why the last pod of an element failed; empty if it did not.</summary>
        public Dictionary<int, string> Reasons { get; } = [];

        public long ProgressAt { get; set; } = Start;
    }
}
