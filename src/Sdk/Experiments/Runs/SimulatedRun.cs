using Scalewright.Clusters;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Runs;

/// <summary>
/// Runs an experiment in a simulation: it provisions and boots the machines as a cluster, runs the deployment steps,
/// starts the load, injects the faults, and simulates the job on the working machines. The same experiment and run
/// number produce the same history, byte for byte.
/// </summary>
/// <example>
/// Runs the first experiment of a definition in a simulation, and writes its history to a file:
/// <code>
/// ExperimentDefinition read = ExperimentDefinition.Load("orders.yaml");
/// using HistoryWriter writer = new(File.Create("run-1.jsonl"));
/// RunResult result = await SimulatedRun.RunAsync(read.Experiments[0], run: 1, writer);
/// writer.End(result.Outcome, result.Reason);
/// Console.WriteLine($"{result.Outcome} {result.Reason}");
/// </code>
/// </example>
public static class SimulatedRun
{
    /// <summary>Runs the experiment once, on this thread.</summary>
    /// <param name="experiment">A valid experiment.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Receives the measurements.</param>
    /// <param name="progress">Receives the progress once for each sample; null for none.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The result. Failures of the run are returned, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment is not valid.</exception>
    public static async Task<RunResult> RunAsync(
        Experiment experiment,
        int run,
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

        long seed = RunSeed.Derive(experiment.Seed, run);
        RunResult result = new(RunOutcome.Stopped, RunHistory.StoppedReason);
        try
        {
            await using SimulationProvider provider = new() { Seed = seed };
            await provider.RunAsync(
                async token => result = await RunAsync(experiment, provider, seed, recorder, progress, token),
                cancellationToken
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RunResult(RunOutcome.Stopped, RunHistory.StoppedReason);
        }
        catch (ScalewrightException exception)
        {
            return new RunResult(RunOutcome.Failed, exception.Message);
        }

        return result;
    }

    private static async Task<RunResult> RunAsync(
        Experiment experiment,
        SimulationProvider provider,
        long seed,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        TimeSpan length = experiment.Deployment.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.SimulatedDuration);
        progress?.Report(new RunProgress("provision", -length, experiment.Duration));
        await using Cluster cluster = await Cluster
            .Create(MachineTopology.Create(experiment))
            .UseProvider(provider)
            .ProvisionAsync(cancellationToken);
        foreach (DeploymentStep step in experiment.Deployment)
        {
            progress?.Report(new RunProgress("deploy", -length, experiment.Duration));
            recorder.RecordEvent(
                new HistoryEvent(
                    -length,
                    "deploy",
                    step.HasAction ? $"{step.Name}, which is waited for and not done in a simulation" : step.Name
                )
            );
            await Task.Delay(step.SimulatedDuration, provider.Clock, cancellationToken);
            length -= step.SimulatedDuration;
        }

        foreach (Streams.StreamLink link in experiment.Links)
        {
            provider.Inject(link.ToFault());
        }

        SimulatedJob job = new(experiment, provider, seed, recorder);
        await using RunLoop loop = new(experiment, job, provider.Clock, SimulatedJob.Step, recorder, [], job.Latencies)
        {
            Progress = progress,
        };
        return await loop.RunAsync(cancellationToken);
    }
}
