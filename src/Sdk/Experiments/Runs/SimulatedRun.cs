using Scalewright.Clusters;
using Scalewright.Experiments.Histories;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Runs;

/// <summary>
/// Runs an experiment in a simulation of its own: machines are provisioned as a cluster and booted, things are deployed, the load begins, faults
/// strike the machines, and the job flows over what works of them. The same experiment and run give the same record, byte for byte.
/// </summary>
public static class SimulatedRun
{
    /// <summary>Runs it once, on this thread.</summary>
    /// <param name="experiment">The experiment, without problems.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Takes what is measured.</param>
    /// <param name="progress">Hears how far it is, once for each sample; null: nobody.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How it ended; what goes wrong is told, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment has problems.</exception>
    public static async Task<RunResult> RunAsync(Experiment experiment, int run, IRunRecorder recorder, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(recorder);
        if (experiment.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }

        long seed = RunSeed.Of(experiment.Seed, run);
        RunResult result = new(RunOutcome.Stopped, "it was stopped");
        try
        {
            await using SimulationProvider provider = new() { Seed = seed };
            await provider.RunAsync(async token => result = await RunAsync(experiment, provider, seed, recorder, progress, token), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RunResult(RunOutcome.Stopped, "it was stopped");
        }
        catch (ScalewrightException e)
        {
            return new RunResult(RunOutcome.Failed, e.Message);
        }

        return result;
    }

    private static async Task<RunResult> RunAsync(Experiment experiment, SimulationProvider provider, long seed, IRunRecorder recorder, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        TimeSpan length = experiment.Deployment.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Takes);
        progress?.Report(new RunProgress("provision", -length, experiment.Duration));
        await using Cluster cluster = await Cluster.Create(MachineTopology.Of(experiment)).UseProvider(provider).ProvisionAsync(cancellationToken);
        foreach (DeploymentStep step in experiment.Deployment)
        {
            progress?.Report(new RunProgress("deploy", -length, experiment.Duration));
            recorder.Mark(new HistoryMark(-length, "deploy", step.IsReal ? $"{step.Name}, which is waited for and not done in a simulation" : step.Name));
            await Task.Delay(step.Takes, provider.Clock, cancellationToken);
            length -= step.Takes;
        }

        foreach (Streams.SiteLink link in experiment.Links)
        {
            provider.Inject(link.ToFault());
        }

        return await new LoadPhase(experiment, provider, seed, recorder, progress).RunAsync(cancellationToken);
    }
}
