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

    /// <summary>Additional arguments of <c>sbatch</c>, for example <c>--mem=2G</c>. Default empty.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Names of additional environment variables to pass to elements. Default empty. <c>PATH</c>, <c>HOME</c>,
    /// <c>USER</c>, <c>LOGNAME</c>, <c>LANG</c>, <c>LC_ALL</c>, <c>TZ</c>, <c>DOTNET_ROOT</c>, <c>SLURM_CONF</c> and
    /// those of <see cref="SlurmClientOptions.Environment"/> are always passed. Others, which may be secrets, are not.
    /// </summary>
    public ValueList<string> EnvironmentVariables { get; init; } = [];

    /// <inheritdoc/>
    /// <remarks>The exit code and the last line of the error output of a failed element are recorded for each of its
    /// missing points. Arrays are named after the folder. If a killed controller left arrays running, the call waits
    /// for them and submits none; the next attempt computes the missing points. A failure or a cancellation cancels all
    /// arrays of the folder, including those.</remarks>
    /// <exception cref="ProviderException">Slurm rejects the job, or does not respond.</exception>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxArraySize, 1);
        string prefix = GetPrefix(folder);
        try
        {
            List<long> jobs = [.. await FindUnderWayAsync(prefix, cancellationToken)];
            for (int first = 0; first < attempt.ElementCount && (first > 0 || jobs.Count == 0); first += MaxArraySize)
            {
                jobs.Add(await SubmitAsync(Describe(
                    folder, attempt, first, Math.Min(MaxArraySize, attempt.ElementCount - first)), cancellationToken));
            }

            foreach (long job in jobs)
            {
                await _client.WaitAsync(job, cancellationToken);
            }

            ReportFailedElements(folder, attempt);
        }
        catch
        {
            // By name, to include an array whose submission response was lost.
            await EndAsync(prefix);
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
        string notes = ShellQuote.Quote($"{folder.GetAttemptFolder(attempt)}/element-");
        IEnumerable<string> variables = Passed.Concat(options.Environment.Keys)
            .Concat(EnvironmentVariables)
            .Distinct(StringComparer.Ordinal);
        return new SlurmJobRequest(
            string.Create(CultureInfo.InvariantCulture,
                $"{GetPrefix(folder)}{attempt.Number}-"
                + $"{RandomNumberGenerator.GetHexString(DigestLength, lowercase: true)}"),
            string.Create(CultureInfo.InvariantCulture, $"""
                #!/bin/sh
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
            Arguments = [$"--export={string.Join(',', variables)}", .. Arguments],
        };
    }

    /// <summary>Submits an array. If the response is lost, the array is found by its name.</summary>
    private async Task<long> SubmitAsync(SlurmJobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SubmitAsync(request, cancellationToken);
        }
        catch (ProviderException lost) when (lost.IsTransient)
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

    private async Task EndAsync(string prefix)
    {
        try
        {
            foreach (long job in await FindUnderWayAsync(prefix, CancellationToken.None))
            {
                await _client.CancelAsync(job);
                await _client.WaitAsync(job);
            }
        }
        catch (ProviderException)
        {
            // The first failure is reported. Elements may continue: the next attempt uses their results.
        }
    }
}
