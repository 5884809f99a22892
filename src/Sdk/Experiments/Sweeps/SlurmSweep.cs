using System.Security.Cryptography;
using Scalewright.Sweeps;

namespace Scalewright.Providers.Slurm;

/// <summary>Elements of sweeps as tasks of job arrays. The sweep's folder and the program must be where all machines of the cluster see them under the same path.</summary>
/// <param name="options">Which Slurm, and how it is asked.</param>
/// <param name="words">The program that <see cref="SweepElement"/> is in, with its first arguments.</param>
public sealed class SlurmSweep(SlurmOptions options, ValueList<string> words) : ISweepEngine
{
    private const int DigestLength = 16;
    private const int ShownMax = 300;
    private const string ErrorEnding = ".error";
    private const string CodeEnding = ".code";

    // What programs need to start; DOTNET_ROOT is where some find their runtime.
    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "DOTNET_ROOT", "SLURM_CONF"];

    private readonly SlurmClient _client = new(options);

    /// <summary>Tasks of an array; default 1,000, one fewer than Slurm's own <c>MaxArraySize</c> allows. An attempt with more elements becomes several arrays.</summary>
    public int ArrayMax { get; init; } = 1000;

    /// <summary>How many tasks of an array run at the same time; 0, the default: as many as fit.</summary>
    public int TasksMax { get; init; }

    /// <summary>Further arguments of <c>sbatch</c>, such as <c>--mem=2G</c>; default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>Names of further variables that elements have as where commands run; default none. They have <c>PATH</c>, <c>HOME</c>, <c>USER</c>, <c>LOGNAME</c>, <c>LANG</c>, <c>LC_ALL</c>,
    /// <c>TZ</c>, <c>DOTNET_ROOT</c>, <c>SLURM_CONF</c> and those of <see cref="SlurmOptions.Environment"/>; others, which may be secrets, are none of theirs.</summary>
    public ValueList<string> Variables { get; init; } = [];

    /// <inheritdoc/>
    /// <remarks>An element that fails is told with its code and the last line of its error output, for each of its points that has nothing yet. Arrays are named by the folder. Those that a controller left behind that was killed are waited for in place of an array of this attempt: what they do not find, the next attempt does.
    /// A failure or a cancellation ends all arrays of the folder, also those, so that nothing goes on that nobody waits for.</remarks>
    /// <exception cref="ProviderException">Slurm refuses the job, or does not answer.</exception>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(ArrayMax, 1);
        string prefix = PrefixOf(folder);
        try
        {
            List<long> jobs = [.. await FindUnderWayAsync(prefix, cancellationToken)];
            for (int first = 0; first < attempt.Elements && (first > 0 || jobs.Count == 0); first += ArrayMax)
            {
                jobs.Add(await SubmitAsync(Describe(folder, attempt, first, Math.Min(ArrayMax, attempt.Elements - first)), cancellationToken));
            }

            foreach (long job in jobs)
            {
                await _client.WaitAsync(job, cancellationToken);
            }

            TellEnds(folder, attempt);
        }
        catch
        {
            // By name: an array whose number nobody was told is ended, too.
            await EndAsync(prefix);
            throw;
        }
    }

    // A folder has the same name for whoever begins its sweep again.
    private static string PrefixOf(SweepFolder folder) => $"scalewright-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.FullPath)))[..DigestLength]}-";

    /// <summary>Tells of each element that left errors how it ended. One that Slurm itself ended has errors and no code.</summary>
    private static void TellEnds(SweepFolder folder, SweepAttempt attempt)
    {
        foreach (string file in Directory.EnumerateFiles(folder.FolderOf(attempt), "element-*" + ErrorEnding))
        {
            string note = file[..^ErrorEnding.Length];
            if (int.TryParse(note.AsSpan(note.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int element))
            {
                string end = File.Exists(note + CodeEnding) ? $"its element ended with {File.ReadAllText(note + CodeEnding).Trim()}" : "its element was ended before it was done";
                string last = File.ReadLines(file).LastOrDefault(line => line.Trim().Length > 0, "").Trim();
                folder.TellEnd(attempt, element, $"{end}{(last.Length > 0 ? ": " : "")}{last[..Math.Min(last.Length, ShownMax)]}");
            }
        }
    }

    private static long NumberOf(SlurmTask task) => long.Parse(task.Id.Split('_')[0], CultureInfo.InvariantCulture);

    private SlurmJobRequest Describe(SweepFolder folder, SweepAttempt attempt, int first, int count)
    {
        string command = ShellQuote.Join([.. words, .. SweepElement.WordsFor(folder, attempt)]);
        string notes = ShellQuote.Quote($"{folder.FolderOf(attempt)}/element-");
        return new SlurmJobRequest(
            string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(folder)}{attempt.Number}-{RandomNumberGenerator.GetHexString(DigestLength, lowercase: true)}"),
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
            Tasks = count,
            TasksMax = TasksMax,
            Arguments = [$"--export={string.Join(',', Passed.Concat(options.Environment.Keys).Concat(Variables).Distinct(StringComparer.Ordinal))}", .. Arguments],
        };
    }

    /// <summary>Submits an array. When the answer is lost it is found by its name, and not submitted a second time.</summary>
    private async Task<long> SubmitAsync(SlurmJobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SubmitAsync(request, cancellationToken);
        }
        catch (ProviderException lost) when (lost.MayRetry)
        {
            if (await _client.FindAsync(request.Name, cancellationToken) is [var found, ..])
            {
                return NumberOf(found);
            }

            throw;
        }
    }

    private async Task<long[]> FindUnderWayAsync(string prefix, CancellationToken cancellationToken) =>
        [.. (await _client.FindOwnAsync(prefix, cancellationToken)).Where(task => !task.IsOver).Select(NumberOf).Distinct()];

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
            // The first failure is told; elements that go on do no harm: what they find is taken by the next attempt.
        }
    }
}
