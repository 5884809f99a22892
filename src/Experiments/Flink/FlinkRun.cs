using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Carries out an experiment on a real Flink: its job is started there, its metrics are sampled as in a simulation, and its strategy scales it, with a
/// savepoint each time that is written down. However a run ends, its job is cancelled and the program that was brought is removed.
/// </summary>
/// <param name="options">Which Flink, and by which program.</param>
/// <exception cref="ArgumentException">An option cannot be.</exception>
public sealed class FlinkRun(FlinkRunOptions options)
{
    private readonly FlinkRunOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Runs it once.</summary>
    /// <param name="experiment">The experiment, without problems; its faults are no part of it, since Flink breaks no machines.</param>
    /// <param name="recorder">Takes what is measured.</param>
    /// <param name="progress">Hears how far it is, once for each sample; null: nobody.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How it ended; what goes wrong is told, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment has problems.</exception>
    public async Task<RunResult> RunAsync(Experiment experiment, IRunRecorder recorder, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(recorder);
        if (experiment.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }

        using FlinkClient client = new(_options.Cluster);
        using AskedMetrics asked = new(experiment);
        FlinkProgram program = new(client, _options, experiment.Job);
        RunResult result;
        try
        {
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            FlinkLiveJob job = new(experiment, client, program, _options);
            await using LiveLoop loop = new(experiment, job, _options.Cluster.Clock, _options.LookInterval, recorder, [.. _options.Metrics, .. asked.Sources], _options.Latencies) { Progress = progress };
            result = await loop.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = new RunResult(RunOutcome.Stopped, "it was stopped");
        }
        catch (ScalewrightException e)
        {
            result = new RunResult(RunOutcome.Failed, e.Message);
        }
        catch
        {
            // What a site or a source of metrics throws is its author's to see; the job goes all the same.
            await EndAsync(program, new RunResult(RunOutcome.Failed));
            throw;
        }

        return await EndAsync(program, result);
    }

    /// <summary>Leaves nothing: whoever stopped the run still wants its job gone.</summary>
    private async Task<RunResult> EndAsync(FlinkProgram program, RunResult result)
    {
        ValueList<string> left = await program.EndAsync();
        if (_options.Site is { } site)
        {
            await site.LoadAsync(ValueMap<double>.Empty, CancellationToken.None);
        }

        return left.Count == 0 ? result
            : new RunResult(result.Outcome == RunOutcome.Stopped ? RunOutcome.Stopped : RunOutcome.Failed, string.Join("; ", left.Select(why => $"something may be left on the cluster: {why}").Prepend(result.Why).Where(why => why.Length > 0)));
    }
}
