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
    private const string ErrorEnding = ".error";
    private const string CodeEnding = ".code";

    // Variables that programs need to start. DOTNET_ROOT is the location of the runtime.
    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "DOTNET_ROOT",
        "SLURM_CONF"];

    private readonly SlurmClient _client = new(options);

    /// <summary>
    /// Maximum number of tasks of an array. Default 1,000, one less than the default of Slurm's <c>MaxArraySize</c>. An
    /// attempt with more elements uses several arrays.
    /// </summary>
    public int MaxArraySize { get; init; } = 1000;

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
            ValueList<SweepJob> records = folder.ReadJobs();
            foreach (long job in await FindLeftAsync(folder, records, cancellationToken))
            {
                await _client.WaitAsync(job, cancellationToken);
            }

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
    /// missing points. Arrays are named after the folder. A failure or a cancellation cancels all arrays of the
    /// folder.</remarks>
    /// <exception cref="ProviderException">Slurm rejects the job, or does not respond.</exception>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxArraySize, 1);
        try
        {
            List<SweepJob> jobs = [];
            for (int first = 0; first < attempt.ElementCount; first += MaxArraySize)
            {
                SlurmJobRequest request = Describe(
                    folder, attempt, first, Math.Min(MaxArraySize, attempt.ElementCount - first));
                folder.RecordJob(attempt, request.Name, id: null);
                jobs.Add(folder.RecordJob(attempt, request.Name, await SubmitAsync(request, cancellationToken)));
            }

            foreach (SweepJob job in jobs)
            {
                await _client.WaitAsync(job.Id!.Value, cancellationToken);
            }

            folder.ForgetJobs(jobs);
            ReportFailedElements(folder, attempt);
        }
        catch
        {
            await EndAsync(folder);
            throw;
        }
    }

    // The prefix is the same in every process that runs the sweep of a folder.
    private static string GetPrefix(SweepFolder folder) =>
        "scalewright-"
        + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.FullPath)))[..DigestLength]}-";

    /// <summary>Records how elements with errors ended. Those without an exit code were ended by Slurm.</summary>
    private static void ReportFailedElements(SweepFolder folder, SweepAttempt attempt)
    {
        foreach (string file in Directory.EnumerateFiles(folder.GetAttemptFolder(attempt), "element-*" + ErrorEnding))
        {
            string note = file[..^ErrorEnding.Length];
            if (int.TryParse(note.AsSpan(note.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture,
                out int element))
            {
                string end = File.Exists(note + CodeEnding)
                    ? $"its element exited with code {File.ReadAllText(note + CodeEnding).Trim()}"
                    : "its element was ended before it was done";
                string last = File.ReadLines(file).LastOrDefault(line => line.Trim().Length > 0, "").Trim();
                folder.ReportElementEnd(
                    attempt, element, $"{end}{(last.Length > 0 ? ": " : "")}{last[..Math.Min(last.Length, MaxShown)]}");
            }
        }
    }

    private static long ParseNumber(SlurmTask task) => long.Parse(task.Id.Split('_')[0], CultureInfo.InvariantCulture);

    private SlurmJobRequest Describe(SweepFolder folder, SweepAttempt attempt, int first, int count)
    {
        string command = ShellQuote.Join([.. words, .. SweepElement.GetArguments(folder, attempt)]);
        string name = string.Create(CultureInfo.InvariantCulture,
            $"{GetPrefix(folder)}{attempt.Number}-{RandomNumberGenerator.GetHexString(DigestLength, lowercase: true)}");
        string notes = ShellQuote.Quote($"{folder.GetAttemptFolder(attempt)}/element-");
        IEnumerable<string> variables = Passed.Concat(options.Environment.Keys)
            .Concat(EnvironmentVariables)
            .Distinct(StringComparer.Ordinal);
        return new SlurmJobRequest(name, string.Create(CultureInfo.InvariantCulture, $"""
                #!/bin/sh
                # A controller that does not find this array deletes its record.
                [ -e {ShellQuote.Quote(folder.GetJobFile(attempt, name))} ] || exit 0
                element=$((SLURM_ARRAY_TASK_ID + {first}))
                note={notes}$element
                {command} "$element" 2>"$note{ErrorEnding}"
                code=$?
                if [ "$code" -eq 0 ]; then rm -f "$note{ErrorEnding}"; else echo "$code" >"$note{CodeEnding}"; fi
                exit "$code"

                """))
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
        catch (ProviderException lost) when (lost.IsTransient || lost.IsOutcomeUnknown)
        {
            if (await _client.FindTasksAsync(request.Name, cancellationToken) is [var found, ..])
            {
                return ParseNumber(found);
            }

            throw;
        }
    }

    private async Task<long[]> FindUnderWayAsync(string prefix, CancellationToken cancellationToken) =>
        [.. (await _client.FindOwnAsync(prefix, cancellationToken)).Where(task => !task.IsCompleted).Select(ParseNumber)
            .Distinct()];

    /// <summary>
    /// Returns the arrays of the folder that are pending or running. An array whose submission was not answered and
    /// that does not exist loses its record, so that its elements do nothing if it is submitted later.
    /// </summary>
    private async Task<ValueList<long>> FindLeftAsync(
        SweepFolder folder, ValueList<SweepJob> records, CancellationToken cancellationToken)
    {
        HashSet<long> jobs = [];
        foreach (SweepJob record in records)
        {
            long[] found = await FindUnderWayAsync(record, cancellationToken);
            if (found.Length == 0 && record.Id is null)
            {
                folder.ForgetJobs([record]);
                found = await FindUnderWayAsync(record, cancellationToken);
            }

            jobs.UnionWith(found);
        }

        // Arrays whose records were deleted with their folder.
        jobs.UnionWith(await FindUnderWayAsync(GetPrefix(folder), cancellationToken));
        return [.. jobs.Order()];
    }

    // The names are unique, but Slurm uses the IDs of jobs again.
    private async Task<long[]> FindUnderWayAsync(SweepJob record, CancellationToken cancellationToken)
    {
        long[] found = [.. (await _client.FindTasksAsync(record.Name, cancellationToken))
            .Where(task => !task.IsCompleted).Select(ParseNumber).Distinct()];
        if (found.Length > 0 || record.Id is not { } id)
        {
            return found;
        }

        string number = id.ToString(CultureInfo.InvariantCulture);
        return await _client.IsOverAsync(number, record.Name, cancellationToken) ? [] : [id];
    }

    private async Task EndAsync(SweepFolder folder)
    {
        try
        {
            ValueList<SweepJob> records = folder.ReadJobs();
            foreach (long job in await FindLeftAsync(folder, records, CancellationToken.None))
            {
                await _client.CancelAsync(job);
                await _client.WaitAsync(job);
            }

            folder.ForgetJobs(records);
        }
        catch (Exception failure) when (failure is ScalewrightException or IOException or UnauthorizedAccessException)
        {
            // The first failure is reported. Elements may continue: the next call adopts them by their records.
        }
    }
}
