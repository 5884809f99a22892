using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Scalewright.Providers.Kubernetes.Jobs;
using Scalewright.Sweeps;

namespace Scalewright.Providers.Kubernetes;

/// <summary>
/// Runs elements as pods of Kubernetes Jobs. The pods need no shared volume: they read their points from a config map,
/// and their results are read from their logs.
/// </summary>
/// <param name="options">Address, namespace and credentials of the cluster.</param>
/// <param name="image">Container image of the pods.</param>
/// <param name="command">Program of the image with a <see cref="SweepElement"/>, and its first arguments.</param>
public sealed class KubernetesSweepEngine(KubernetesClientOptions options, string image, ValueList<string> command) : ISweepEngine
{
    internal const int MaxShown = 300;
    internal const int MaxRefusal = 1000;
    private const string NamePrefix = "sweep-";
    private const int DigestLength = 16;
    private const int SuffixLength = 8;

    // A config map has at most 1 MiB, with its metadata.
    private const int MaxInputBytes = 900 * 1024;

    // Kubernetes API reference, JobSpec: above 10,000 failed indexes, completions are limited further.
    private const int MaxElements = 10_000;
    private static readonly TimeSpan EndPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Maximum number of concurrent pods. Default 100.</summary>
    public int MaxConcurrency { get; init; } = 100;

    /// <summary>
    /// Local queue of Kueue, the value of the label <c>kueue.x-k8s.io/queue-name</c>. Default empty: no queue.
    /// </summary>
    public string Queue { get; init; } = "";

    /// <summary>CPUs that each pod requests, above 0. Default 1.</summary>
    public double Cpus { get; init; } = 1;

    /// <summary>Memory in MiB that each pod requests, 1 or more. Default 1,024.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>
    /// Maximum running time of a pod, in whole seconds (<c>activeDeadlineSeconds</c>). Default 20 days. The next
    /// attempt computes the missing points.
    /// </summary>
    public TimeSpan ElementTimeout { get; init; } = TimeSpan.FromDays(20);

    /// <summary>
    /// Time after which the call fails if no pod of a Job can start, because its image cannot be pulled or because of a
    /// quota. Default 5 minutes. A definite refusal ends the call at once. Pods that wait for a machine are waited for.
    /// </summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Maximum time to retry while the API server does not respond. Default 10 minutes. Jobs continue in the meantime,
    /// and afterwards.
    /// </summary>
    public TimeSpan OutageTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Minimum time between two queries. Default 2 seconds. It grows to 15 seconds for long Jobs.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// True if pods comply with the <c>restricted</c> Pod Security Standard. Default false. The user of the image must
    /// not be root.
    /// </summary>
    public bool IsRestricted { get; init; }

    /// <summary>Time source of delays and timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    /// <remarks>Jobs are found by the records in the folder, which exist before their creation. Their results are
    /// collected, and they are deleted. If the API server does not respond, they continue and the call fails.</remarks>
    /// <exception cref="ProviderException">The API server refuses a request, or does not respond.</exception>
    public async Task AdoptAsync(SweepFolder folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using JobClient client = new(options, Clock);
        ValueList<SweepJob> records = ReadJobs(folder);
        if (records.Count == 0)
        {
            return;
        }

        try
        {
            // The call that created the Jobs was accepted.
            KubernetesJobWatch watch = new(client, await client.GetFeaturesAsync(cancellationToken), folder, this) { IsAccepted = true };
            foreach (SweepJob record in records)
            {
                while (!await watch.TryAsync(() => AddAsync(record)))
                {
                    await watch.PauseAsync(cancellationToken);
                }
            }

            while (watch.OpenCount > 0)
            {
                await watch.PollAsync(cancellationToken);
                if (watch.OpenCount > 0)
                {
                    await watch.PauseAsync(cancellationToken);
                }
            }

            async Task AddAsync(SweepJob record)
            {
                if (await client.FindAsync(record.Name, cancellationToken) is { } job)
                {
                    watch.Add(record, GetAttempt(record), job.First, job.Count);
                }
                else
                {
                    // Without its input, a Job that the server receives later computes nothing.
                    await client.DeleteAsync(record.Name, cancellationToken);
                    folder.ForgetJobs([record]);
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ProviderException { IsTransient: false })
        {
            await EndAsync(client, folder);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The exit code and the last line of the log of a failed pod are recorded for each of its missing points.
    /// A cancellation deletes the Jobs of the folder. If the API server does not respond, they continue and the call
    /// fails: the next call adopts them.</remarks>
    /// <exception cref="ProviderException">The API server refuses a request or does not respond, or the pods cannot be
    /// created or started.</exception>
    /// <exception cref="SweepException">The points of an element are too large for a config map.</exception>
    public IAsyncEnumerable<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentException.ThrowIfNullOrEmpty(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Cpus, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryMiB, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ElementTimeout, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        return RunJobsAsync(folder, attempt, cancellationToken);
    }

    private async IAsyncEnumerable<SweepElementEnd> RunJobsAsync(
        SweepFolder folder,
        SweepAttempt attempt,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using JobClient client = new(options, Clock);
        bool leavesNothing = false;
        bool isDetached = false;
        try
        {
            JobFeatures features = await CallAsync(() => client.GetFeaturesAsync(cancellationToken));
            KubernetesJobWatch watch = new(client, features, folder, this);
            int maxOpen = features.IsIndexed ? 1 : MaxConcurrency;
            using IEnumerator<PodJobRequest> requests = GetRequests(folder, attempt, features.IsIndexed ? MaxElements : 1).GetEnumerator();
            bool isMore = requests.MoveNext();
            while (isMore || watch.OpenCount > 0)
            {
                while (isMore && watch.OpenCount < maxOpen && await CallAsync(() => TryCreateAsync(requests.Current)))
                {
                    isMore = requests.MoveNext();
                }

                foreach (SweepElementEnd end in await CallAsync(() => watch.PollAsync(cancellationToken)))
                {
                    yield return end;
                }

                if (watch.OpenCount > 0 || (isMore && watch.OpenCount == maxOpen))
                {
                    await watch.PauseAsync(cancellationToken);
                }
            }

            leavesNothing = true;

            async Task<bool> TryCreateAsync(PodJobRequest request)
            {
                SweepJob record = folder.RecordJob(attempt, request.Name, id: null);
                if (!await watch.TryAsync(() => client.CreateAsync(request, features, cancellationToken)))
                {
                    await watch.PauseAsync(cancellationToken);
                    return false;
                }

                watch.Add(record, attempt, request.First, request.Count);
                return true;
            }
        }
        finally
        {
            // During an outage, the Jobs continue, and their records remain for the next call.
            if (!leavesNothing && !isDetached)
            {
                await EndAsync(client, folder);
            }
        }

        async Task<T> CallAsync<T>(Func<Task<T>> call)
        {
            try
            {
                return await call();
            }
            catch (ProviderException failure) when (failure.IsTransient)
            {
                isDetached = true;
                throw;
            }
        }
    }

    /// <summary>Returns the Jobs of an attempt in order, each with the points that fit into a config map.</summary>
    private IEnumerable<PodJobRequest> GetRequests(SweepFolder folder, SweepAttempt attempt, int maxElements)
    {
        (string set, string owner) = Identify(folder);
        StringBuilder input = new();
        int size = 0;
        int first = 0;
        for (int element = 0; element < attempt.ElementCount; element++)
        {
            string lines = Format(element - first);
            int length = Encoding.UTF8.GetByteCount(lines);
            if (element > first && (size + length > MaxInputBytes || element - first == maxElements))
            {
                yield return Create(element - first);
                input.Clear();
                (size, first) = (0, element);
                lines = Format(0);
                length = Encoding.UTF8.GetByteCount(lines);
            }

            if (length > MaxInputBytes)
            {
                throw new SweepException(
                    folder.FullPath,
                    new Problem(
                        ProblemCode.SizeLimit,
                        $"the points of element {element} have {length} bytes, and a config map at most {MaxInputBytes}",
                        "use a smaller chunk size"
                    )
                );
            }

            input.Append(lines);
            size += length;

            string Format(int index) =>
                string.Concat(folder.ReadChunk(attempt.Number, element).Select(point => SweepPod.Format(index, point)));
        }

        yield return Create(attempt.ElementCount - first);

        PodJobRequest Create(int count) =>
            new(
                string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{set}-{attempt.Number}-")
                    + RandomNumberGenerator.GetHexString(SuffixLength, lowercase: true),
                set,
                owner
            )
            {
                Image = image,
                Command = [.. command, SweepPod.CommandName, $"{PodJobPlan.InputFolder}/{SweepPod.InputName}"],
                InputName = SweepPod.InputName,
                Input = input.ToString(),
                Count = count,
                First = first,
                Parallelism = Math.Min(MaxConcurrency, count),
                Queue = Queue,
                Cpus = Cpus,
                MemoryMiB = MemoryMiB,
                Timeout = ElementTimeout,
                IsRestricted = IsRestricted,
            };
    }

    // Folders of other machines and users may have the same path.
    private static (string Set, string Owner) Identify(SweepFolder folder)
    {
        string owner = $"{Environment.UserName}@{Environment.MachineName}:{folder.FullPath}";
        return (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))[..DigestLength], owner);
    }

    private static ValueList<SweepJob> ReadJobs(SweepFolder folder) =>
        [.. folder.ReadJobs().Where(job => job.Name.StartsWith(NamePrefix, StringComparison.Ordinal))];

    // The record of a job is in the folder of its attempt.
    private static SweepAttempt GetAttempt(SweepJob record) =>
        new(int.Parse(Path.GetFileName(Path.GetDirectoryName(record.File)!), CultureInfo.InvariantCulture), PointCount: 0, ChunkSize: 1);

    private async Task EndAsync(JobClient client, SweepFolder folder)
    {
        try
        {
            (string set, string owner) = Identify(folder);
            ValueList<SweepJob> records = ReadJobs(folder);
            string[] jobs =
            [
                .. records
                    .Select(record => record.Name)
                    .Union(await client.ListAsync(set, owner, CancellationToken.None), StringComparer.Ordinal),
            ];
            foreach (string job in jobs)
            {
                await client.DeleteAsync(job, CancellationToken.None);
            }

            // A pod of a lost machine stays until the machine returns.
            long start = Clock.GetTimestamp();
            while (await HasPodsAsync() && Clock.GetElapsedTime(start) < EndTimeout)
            {
                await Task.Delay(EndPoll, Clock, CancellationToken.None);
            }

            folder.ForgetJobs(records);

            async Task<bool> HasPodsAsync()
            {
                foreach (string job in jobs)
                {
                    if ((await client.ListPodsAsync(job, CancellationToken.None)).Any(pod => !pod.HasEnded))
                    {
                        return true;
                    }
                }

                return false;
            }
        }
        catch (Exception failure) when (failure is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            // The first failure is reported. Pods may continue: the next call adopts their Jobs by their records.
        }
    }
}
