using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Scalewright.Sweeps;

namespace Scalewright.Providers.Slurm;

/// <summary>
/// Runs elements as tasks of Slurm job arrays. All machines of the cluster must have access to the folder and the
/// program under the same path.
/// </summary>
/// <param name="options">Options of the Slurm client.</param>
/// <param name="words">Program with a <see cref="SweepElement"/>, and its first arguments.</param>
public sealed class SlurmSweepEngine(SlurmClientOptions options, ValueList<string> words) : ISweepEngine
{
    private const int DigestLength = 16;
    private const int MaxShown = 300;

    // Where Slurm does not report it: one less than its default.
    private const int UnknownArraySize = 1000;

    // Messages of sbatch when an account or a partition has too many jobs (slurm_errno.c).
    private static readonly string[] LimitReached = ["Job violates accounting/QOS policy", "job submit limit"];
    private const string NamePrefix = "scalewright-";
    private const string ErrorEnding = ".error";
    private const string CodeEnding = ".code";

    // Variables that programs need to start. DOTNET_ROOT is the location of the runtime.
    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "DOTNET_ROOT", "SLURM_CONF"];

    private readonly SlurmClient _client = new(options);

    /// <summary>
    /// Maximum number of tasks of an array. Default 0: Slurm's <c>MaxArraySize</c>. An attempt with more elements uses
    /// several arrays.
    /// </summary>
    public int MaxArraySize { get; init; }

    /// <summary>
    /// Maximum number of tasks that are pending or running. Default 2,000. The next array is submitted when it fits. If
    /// Slurm accepts fewer (<c>MaxSubmitJobs</c>), the array is submitted when one has ended.
    /// </summary>
    public int MaxQueuedTasks { get; init; } = 2000;

    /// <summary>Maximum number of concurrent tasks of an array. Default 0: no limit.</summary>
    public int MaxRunningTasks { get; init; }

    /// <summary>
    /// Additional arguments of <c>sbatch</c>, for example <c>--mem=2G</c>. Default empty. Arrays are never requeued:
    /// the next attempt computes the rest.
    /// </summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Names of additional environment variables to pass to elements. Default empty. <c>PATH</c>, <c>HOME</c>,
    /// <c>USER</c>, <c>LOGNAME</c>, <c>LANG</c>, <c>LC_ALL</c>, <c>TZ</c>, <c>DOTNET_ROOT</c>, <c>SLURM_CONF</c> and
    /// those of <see cref="SlurmClientOptions.Environment"/> are always passed. Others, which may be secrets, are not.
    /// </summary>
    public ValueList<string> EnvironmentVariables { get; init; } = [];

    /// <inheritdoc/>
    /// <remarks>Arrays are found by the records in the folder, which exist before their submission, and by their names.
    /// If Slurm does not respond, they continue and the call fails.</remarks>
    /// <exception cref="ProviderException">Slurm does not respond.</exception>
    public async Task AdoptAsync(SweepFolder folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            ValueList<SweepJob> records = ReadJobs(folder);
            SlurmArrayWatch watch = new(_client, options);
            foreach (long job in await FindLeftAsync(folder, records, cancellationToken))
            {
                watch.Add(job, count: 0);
            }

            await watch.WaitAsync(cancellationToken);
            folder.ForgetJobs(records);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(folder);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The exit code and the last line of the error output of a failed element are recorded for each of its
    /// missing points. Arrays are named after the folder. A cancellation and a refused submission cancel all arrays of
    /// the folder. If Slurm does not respond, they continue and the call fails: the next call adopts them.</remarks>
    /// <exception cref="ProviderException">Slurm rejects the job, or does not respond.</exception>
    public IAsyncEnumerable<SweepElementEnd> RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxArraySize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedTasks, 1);
        return RunArraysAsync(folder, attempt, cancellationToken);
    }

    private async IAsyncEnumerable<SweepElementEnd> RunArraysAsync(
        SweepFolder folder,
        SweepAttempt attempt,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        SlurmArrayWatch watch = new(_client, options);
        Dictionary<long, (SweepJob Job, int First)> arrays = [];
        bool leavesNothing = false;
        bool isDetached = false;
        try
        {
            int size = await CallAsync(() => GetArraySizeAsync(cancellationToken));
            int first = 0;
            while (first < attempt.ElementCount || watch.OpenCount > 0)
            {
                while (first < attempt.ElementCount && await SubmitNextAsync())
                {
                    first += Math.Min(size, attempt.ElementCount - first);
                }

                foreach ((long id, int task) in await CallAsync(() => watch.PollAsync(cancellationToken)))
                {
                    int element = arrays[id].First + task;
                    if (!watch.IsOpen(id))
                    {
                        folder.ForgetJobs([arrays[id].Job]);
                    }

                    yield return ReportEnd(folder, attempt, element);
                }

                if (watch.OpenCount > 0)
                {
                    await watch.PauseAsync(cancellationToken);
                }
            }

            leavesNothing = true;

            async Task<bool> SubmitNextAsync()
            {
                int count = Math.Min(size, attempt.ElementCount - first);
                if (watch.OpenCount > 0 && watch.OpenCount + count > MaxQueuedTasks)
                {
                    return false;
                }

                if (
                    await CallAsync(() => TrySubmitAsync(folder, attempt, first, count, mustFit: watch.OpenCount == 0, cancellationToken))
                    is not { } job
                )
                {
                    return false;
                }

                arrays[job.Id!.Value] = (job, first);
                watch.Add(job.Id.Value, count);
                return true;
            }
        }
        finally
        {
            // During an outage, the arrays continue, and their records remain for the next call.
            if (!leavesNothing && !isDetached)
            {
                await EndAsync(folder);
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

    private async Task<int> GetArraySizeAsync(CancellationToken cancellationToken)
    {
        int size = MaxArraySize > 0 ? MaxArraySize : await _client.FindMaxArraySizeAsync(cancellationToken) ?? UnknownArraySize;
        return Math.Max(1, Math.Min(size, MaxQueuedTasks));
    }

    /// <returns>Null if Slurm accepts no more jobs at the moment.</returns>
    private async Task<SweepJob?> TrySubmitAsync(
        SweepFolder folder,
        SweepAttempt attempt,
        int first,
        int count,
        bool mustFit,
        CancellationToken cancellationToken
    )
    {
        SlurmJobRequest request = Describe(folder, attempt, first, count);
        SweepJob record = folder.RecordJob(attempt, request.Name, id: null);
        try
        {
            return folder.RecordJob(attempt, request.Name, await SubmitAsync(request, cancellationToken));
        }
        catch (ProviderException failure)
            when (!mustFit && LimitReached.Any(limit => failure.Message.Contains(limit, StringComparison.OrdinalIgnoreCase)))
        {
            folder.ForgetJobs([record]);
            return null;
        }
    }

    // Other engines leave records, too.
    private static ValueList<SweepJob> ReadJobs(SweepFolder folder) =>
        [.. folder.ReadJobs().Where(job => job.Name.StartsWith(NamePrefix, StringComparison.Ordinal))];

    // The prefix is the same in every process that runs the sweep of a folder.
    private static string GetPrefix(SweepFolder folder) =>
        NamePrefix + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.FullPath)))[..DigestLength]}-";

    /// <summary>Records how an element ended if it failed. Without an exit code, Slurm ended it.</summary>
    private static SweepElementEnd ReportEnd(SweepFolder folder, SweepAttempt attempt, int element)
    {
        string note = Path.Combine(folder.GetAttemptFolder(attempt), string.Create(CultureInfo.InvariantCulture, $"element-{element}"));
        if (!File.Exists(note + ErrorEnding))
        {
            return new SweepElementEnd(element);
        }

        string end = File.Exists(note + CodeEnding)
            ? $"its element exited with code {File.ReadAllText(note + CodeEnding).Trim()}"
            : "its element was ended before it was done";
        string last = File.ReadLines(note + ErrorEnding).LastOrDefault(line => line.Trim().Length > 0, "").Trim();
        string reason = $"{end}{(last.Length > 0 ? ": " : "")}{last[..Math.Min(last.Length, MaxShown)]}";
        folder.ReportElementEnd(attempt, element, reason);
        return new SweepElementEnd(element, reason);
    }

    private SlurmJobRequest Describe(SweepFolder folder, SweepAttempt attempt, int first, int count)
    {
        string command = ShellQuote.Join([.. words, .. SweepElement.GetArguments(folder, attempt)]);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{GetPrefix(folder)}{attempt.Number}-{RandomNumberGenerator.GetHexString(DigestLength, lowercase: true)}"
        );
        string notes = ShellQuote.Quote($"{folder.GetAttemptFolder(attempt)}/element-");
        IEnumerable<string> variables = Passed
            .Concat(options.Environment.Keys)
            .Concat(EnvironmentVariables)
            .Distinct(StringComparer.Ordinal);
        return new SlurmJobRequest(
            name,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                #!/bin/sh
                # A controller that does not find this array deletes its record.
                [ -e {ShellQuote.Quote(folder.GetJobFile(attempt, name))} ] || exit 0
                element=$((SLURM_ARRAY_TASK_ID + {first}))
                note={notes}$element
                {command} "$element" 2>"$note{ErrorEnding}"
                code=$?
                if [ "$code" -eq 0 ]; then rm -f "$note{ErrorEnding}"; else echo "$code" >"$note{CodeEnding}"; fi
                exit "$code"

                """
            )
        )
        {
            ArraySize = count,
            MaxRunningTasks = MaxRunningTasks,
            // A task that Slurm requeues starts while that of its lost machine may still run and write. The next
            // attempt computes its points instead.
            Arguments = [$"--export={string.Join(',', variables)}", .. Arguments, "--no-requeue"],
        };
    }

    /// <summary>Submits an array. If the response is lost, the array is found by its name.</summary>
    private async Task<long> SubmitAsync(SlurmJobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SubmitAsync(request, cancellationToken);
        }
        catch (ProviderException failure) when (failure.IsTransient || failure.IsOutcomeUnknown)
        {
            if (await _client.FindTasksAsync(request.Name, cancellationToken) is [var task, ..])
            {
                return task.Job;
            }

            throw;
        }
    }

    private async Task<long[]> FindUnderWayAsync(string prefix, CancellationToken cancellationToken) =>
        [.. (await _client.FindOwnAsync(prefix, cancellationToken)).Where(task => !task.IsCompleted).Select(task => task.Job).Distinct()];

    /// <summary>
    /// Returns the arrays of the folder that are pending or running. An array whose submission was not answered and
    /// that does not exist loses its record, so that its elements do nothing if it is submitted later.
    /// </summary>
    private async Task<ValueList<long>> FindLeftAsync(SweepFolder folder, ValueList<SweepJob> records, CancellationToken cancellationToken)
    {
        HashSet<long> jobs = [];
        foreach (SweepJob record in records)
        {
            long[] recordJobs = await FindUnderWayAsync(record, cancellationToken);
            if (recordJobs.Length == 0 && record.Id is null)
            {
                folder.ForgetJobs([record]);
                recordJobs = await FindUnderWayAsync(record, cancellationToken);
            }

            jobs.UnionWith(recordJobs);
        }

        // Arrays whose records were deleted with their folder.
        jobs.UnionWith(await FindUnderWayAsync(GetPrefix(folder), cancellationToken));
        return [.. jobs.Order()];
    }

    // The names are unique, but Slurm uses the IDs of jobs again.
    private async Task<long[]> FindUnderWayAsync(SweepJob record, CancellationToken cancellationToken)
    {
        long[] jobs =
        [
            .. (await _client.FindTasksAsync(record.Name, cancellationToken))
                .Where(task => !task.IsCompleted)
                .Select(task => task.Job)
                .Distinct(),
        ];
        if (jobs.Length > 0 || record.Id is not { } id)
        {
            return jobs;
        }

        string number = id.ToString(CultureInfo.InvariantCulture);
        return await _client.IsOverAsync(number, record.Name, cancellationToken) ? [] : [id];
    }

    private async Task EndAsync(SweepFolder folder)
    {
        try
        {
            ValueList<SweepJob> records = ReadJobs(folder);
            SlurmArrayWatch watch = new(_client, options);
            foreach (long job in await FindLeftAsync(folder, records, CancellationToken.None))
            {
                await _client.CancelAsync(job);
                watch.Add(job, count: 0);
            }

            await watch.WaitAsync(CancellationToken.None);

            folder.ForgetJobs(records);
        }
        catch (Exception failure) when (failure is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            // The first failure is reported. Elements may continue: the next call adopts them by their records.
        }
    }
}
