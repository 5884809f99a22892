using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Runs an experiment on a real Flink cluster. A run starts the job, samples its metrics as in a simulation, scales it
/// with the strategy of the experiment, and records each savepoint. At the end of every run, the job is canceled and
/// the uploaded program is deleted; the next run of the experiment does this for a run whose program was killed. So
/// experiments that run on one cluster at the same time need different names.
/// </summary>
/// <param name="options">Address of the cluster and the program.</param>
/// <exception cref="ArgumentException">An option is not valid.</exception>
/// <example>
/// Runs an experiment as a real job of a Flink cluster, and writes its history to a file:
/// <code>
/// Experiment experiment = ExperimentDefinition.Load("orders.yaml").Experiments[0];
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
    /// <param name="experiment">A valid experiment. Its links and faults need an
    /// <see cref="IFlinkFaultEnvironment"/>.</param>
    /// <param name="recorder">Records the measurements.</param>
    /// <param name="progress">Receives the progress after each sample; null for none.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The result. Failures of the run are returned, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment is not valid.</exception>
    public async Task<RunResult> RunAsync(
        Experiment experiment,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(recorder);
        if (experiment.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }

        using FlinkClient client = new(_options.Cluster);
        using QueriedMetrics queriedMetrics = new(experiment);
        FlinkProgram program = new(client, _options, experiment);
        DeploymentStepRunner deployment = new(experiment, [], _options.Deployer, recorder);
        IFlinkFaultEnvironment? site = _options.Environment as IFlinkFaultEnvironment;
        ChaosSession? chaos = site is { KubernetesNodes.Count: > 0 } ? new(experiment, site, _options.Cluster.Clock) : null;
        await using FaultScheduleRunner faults = new(experiment, _ => Task.FromResult<IFaultSession>(chaos!));
        RunResult result;
        try
        {
            CheckFaults(experiment, chaos);
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            await deployment.RunAllAsync(cancellationToken);

            if (chaos is not null)
            {
                await chaos.DeleteAllAsync(cancellationToken);
            }

            await program.RemoveLeftoversAsync(cancellationToken);
            FlinkLiveJob job = new(experiment, client, program, _options, faults, chaos);
            await using RunLoop loop = new(
                experiment,
                job,
                _options.Cluster.Clock,
                _options.PollInterval,
                recorder,
                [.. _options.Metrics, .. queriedMetrics.Sources],
                _options.LatencySource
            )
            {
                Progress = progress,
            };
            result = await loop.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            result = new RunResult(RunOutcome.Stopped, RunHistory.StoppedReason);
        }
        catch (ScalewrightException exception)
        {
            result = RunResult.From(exception);
        }
        catch
        {
            // Other exceptions, such as those of a metric source, are rethrown after the job was canceled.
            await CleanUpAsync(faults, program, deployment);
            throw;
        }

        return (await CleanUpAsync(faults, program, deployment)).Aggregate(result, (current, remaining) =>
            current.WithRemaining(remaining)
        );
    }

    /// <exception cref="ExperimentException">The cluster does not support a link or a fault.</exception>
    private static void CheckFaults(Experiment experiment, ChaosSession? chaos)
    {
        List<Problem> problems = [.. ChaosFaults.Check(experiment)];
        if (chaos is null && (experiment.Faults.Faults.Count > 0 || experiment.Links.Count > 0))
        {
            problems.Add(
                new Problem(
                    ProblemCode.ConflictingFields,
                    "the cluster of Flink has no Chaos Mesh",
                    "deploy application/chaos_mesh, or leave them out"
                )
                {
                    Field = experiment.Faults.Faults.Count > 0 ? "faults" : "links",
                }
            );
        }

        if (problems.Count > 0)
        {
            throw new ExperimentException(problems.ToValueList(), experiment.Name);
        }
    }

    /// <summary>Reverts all faults, cancels the job and cleans up, even if the run was canceled.</summary>
    /// <returns>Descriptions of what could not be removed.</returns>
    private async Task<ValueList<string>> CleanUpAsync(FaultScheduleRunner faults, FlinkProgram program, DeploymentStepRunner deployment)
    {
        await faults.EndAsync();
        List<string> remaining =
        [
            faults.RevertError ?? "",
            .. (await program.EndAsync()).Select(reason => $"resources may be left on the cluster: {reason}"),
        ];
        try
        {
            if (_options.Environment is not null)
            {
                await _options.Environment.CleanUpAsync();
            }
        }
        catch (ScalewrightException exception)
        {
            remaining.Add($"task managers or load generators may be left: {exception.Message}");
        }

        remaining.Add(await deployment.UndoAsync());
        return remaining.ToValueList();
    }
}
