using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Runs an experiment on a real Flink cluster. It starts the job, samples its metrics as in a simulation, scales it
/// with the strategy, and records each savepoint. At the end of every run the job is canceled and the uploaded program
/// is deleted.
/// </summary>
/// <param name="options">Address of the cluster and the program.</param>
/// <exception cref="ArgumentException">An option is not valid.</exception>
/// <example>
/// Runs an experiment as a real job of a Flink cluster, and writes its history to a file:
/// <code>
/// Experiment experiment = ExperimentBundle.Load("orders.yaml").Read("orders.yaml").Experiments[0];
/// HttpServiceOptions flink = new(new Uri("http://jobmanager:8081"));
/// FlinkRunOptions options = new(flink, Jar: "orders.jar", SavepointDirectory: "s3://savepoints/orders");
/// using HistoryWriter writer = new(File.Create("run-1.jsonl"));
/// RunResult result = await new FlinkRun(options).RunAsync(experiment, writer);
/// writer.End(result.Outcome, result.Reason);
/// Console.WriteLine($"{result.Outcome} {result.Reason}");
/// </code>
/// </example>
public sealed class FlinkRun(FlinkRunOptions options)
{
    private readonly FlinkRunOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Runs the experiment once.</summary>
    /// <param name="experiment">A valid experiment. Its faults are ignored because machines of a Flink cluster receive
    /// no faults.</param>
    /// <param name="recorder">Receives the measurements.</param>
    /// <param name="progress">Receives the progress once for each sample; null for none.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The result. Failures of the run are returned, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment is not valid.</exception>
    public async Task<RunResult> RunAsync(Experiment experiment, IRunRecorder recorder,
        IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(recorder);
        if (experiment.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }

        using FlinkClient client = new(_options.Cluster);
        using QueriedMetrics asked = new(experiment);
        FlinkProgram program = new(client, _options, experiment.Job);
        DeploymentStepRunner deployment = new(experiment, [], _options.Deployer, recorder);
        RunResult result;
        try
        {
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            await deployment.RunAllAsync(cancellationToken);
            FlinkLiveJob job = new(experiment, client, program, _options);
            await using LiveLoop loop = new(experiment, job, _options.Cluster.Clock, _options.PollInterval, recorder,
                [.. _options.Metrics, .. asked.Sources], _options.LatencySource) { Progress = progress };
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
            // Exceptions of a site or a metric source propagate to the caller, but the job is still canceled.
            await EndAsync(program, deployment);
            throw;
        }

        return (await EndAsync(program, deployment)).Aggregate(result, (known, left) => known.Leaving(left));
    }

    /// <summary>Cancels the job and cleans up, even if the run was canceled.</summary>
    /// <returns>Resources that are left.</returns>
    private async Task<ValueList<string>> EndAsync(FlinkProgram program, DeploymentStepRunner deployment)
    {
        List<string> left = [.. (await program.EndAsync()).Select(
            why => $"something may be left on the cluster: {why}")];
        try
        {
            await (_options.Environment?.CleanUpAsync() ?? Task.CompletedTask);
        }
        catch (ScalewrightException failure)
        {
            left.Add($"something of task managers or load is left: {failure.Message}");
        }

        left.Add(await deployment.UndoAsync());
        return left.ToValueList();
    }
}
