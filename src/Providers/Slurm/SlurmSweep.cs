using System.Globalization;
using System.Security.Cryptography;
using Scalewright.Sweeps;

namespace Scalewright.Providers.Slurm;

/// <summary>Elements of sweeps as tasks of job arrays. The sweep's folder and the program must be where all machines of the cluster see them under the same path.</summary>
/// <param name="options">Which Slurm, and how it is asked.</param>
/// <param name="words">The program that <see cref="SweepElement"/> is in, with its first arguments.</param>
public sealed class SlurmSweep(SlurmOptions options, ValueList<string> words) : ISweepEngine
{
    private readonly SlurmClient _client = new(options);

    /// <summary>Tasks of an array; default 1,000, one fewer than Slurm's own <c>MaxArraySize</c> allows. An attempt with more elements becomes several arrays.</summary>
    public int ArrayMax { get; init; } = 1000;

    /// <summary>How many tasks of an array run at the same time; 0, the default: as many as fit.</summary>
    public int TasksMax { get; init; }

    /// <summary>Further arguments of <c>sbatch</c>, such as <c>--mem=2G</c>; default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <inheritdoc/>
    /// <exception cref="ProviderException">Slurm refuses the job, or does not answer.</exception>
    public async Task RunAsync(SweepFolder folder, SweepAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentOutOfRangeException.ThrowIfLessThan(ArrayMax, 1);
        List<string> names = [];
        try
        {
            List<long> jobs = [];
            for (int first = 0; first < attempt.Elements; first += ArrayMax)
            {
                SlurmJobRequest request = Describe(folder, attempt, first, Math.Min(ArrayMax, attempt.Elements - first));
                names.Add(request.Name);
                jobs.Add(await SubmitAsync(request, cancellationToken));
            }

            foreach (long job in jobs)
            {
                await _client.WaitAsync(job, cancellationToken);
            }
        }
        catch
        {
            // By name: an array whose number nobody was told is ended, too.
            foreach (string name in names)
            {
                await EndAsync(name);
            }

            throw;
        }
    }

    private static long NumberOf(SlurmTask task) => long.Parse(task.Id.Split('_')[0], CultureInfo.InvariantCulture);

    private SlurmJobRequest Describe(SweepFolder folder, SweepAttempt attempt, int first, int count)
    {
        string command = ShellQuote.Join([.. words, .. SweepElement.WordsFor(folder, attempt)]);
        return new SlurmJobRequest(
            $"scalewright-{RandomNumberGenerator.GetHexString(16, lowercase: true)}",
            string.Create(CultureInfo.InvariantCulture, $"#!/bin/sh\nexec {command} \"$((SLURM_ARRAY_TASK_ID + {first}))\"\n"))
        {
            Tasks = count,
            TasksMax = TasksMax,
            Arguments = Arguments,
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

    private async Task EndAsync(string name)
    {
        try
        {
            foreach (long job in (await _client.FindAsync(name)).Where(task => !task.IsOver).Select(NumberOf).Distinct())
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
