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
        DeploymentPlay deployment = new(experiment, [], _options.Deployment, recorder);
        RunResult result;
        try
        {
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            await deployment.PlayAsync(cancellationToken);
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
            result = RunResult.Of(e);
        }
        catch
        {
            // What a site or a source of metrics throws is its author's to see; the job goes all the same.
            await EndAsync(program, deployment);
            throw;
        }

        return (await EndAsync(program, deployment)).Aggregate(result, (known, left) => known.Leaving(left));
    }

    /// <summary>Leaves nothing: whoever stopped the run still wants its job gone, then what was made for it.</summary>
    /// <returns>What is left.</returns>
    private async Task<ValueList<string>> EndAsync(FlinkProgram program, DeploymentPlay deployment)
    {
        List<string> left = [.. (await program.EndAsync()).Select(why => $"something may be left on the cluster: {why}")];
        try
        {
            await (_options.Site?.EndAsync() ?? Task.CompletedTask);
        }
        catch (ScalewrightException failure)
        {
            left.Add($"something of task managers or load is left: {failure.Message}");
        }

        left.Add(await deployment.UndoAsync());
        return left.ToValueList();
    }
}
