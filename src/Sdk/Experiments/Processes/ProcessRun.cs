using Scalewright.Clusters;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Carries out an experiment as processes of real machines: each of its machines is a node of a cluster with an agent, in which instances of operators work, and one more
/// node, <c>broker</c>, makes the load and keeps what waits. The machines are made for the run, and are gone after it, however it ends.
/// </summary>
/// <param name="options">Where, and how.</param>
/// <exception cref="ArgumentException">An option cannot be.</exception>
public sealed class ProcessRun(ProcessRunOptions options)
{
    /// <summary>The node that makes the load; no machine of an experiment is called so.</summary>
    public const string Broker = "broker";

    private readonly ProcessRunOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Runs it once.</summary>
    /// <param name="experiment">The experiment, without problems.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Takes what is measured.</param>
    /// <param name="progress">Hears how far it is, once for each sample; null: nobody.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How it ended; what goes wrong is told, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment has problems.</exception>
    public async Task<RunResult> RunAsync(Experiment experiment, int run, IRunRecorder recorder, IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(recorder);
        if (experiment.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }

        RunResult result = new(RunOutcome.Stopped, "it was stopped");
        string left = "";
        await using (IProvider provider = _options.Open())
        {
            try
            {
                CheckPlace(experiment, provider);
                progress?.Report(new RunProgress("provision", TimeSpan.Zero, experiment.Duration));
                await provider.RunAsync(
                    async token =>
                    {
                        Cluster cluster = await Watched(Cluster.Create(MachineTopology.Of(experiment, new NodeGroup(Broker, MachineTopology.Plugin) { Nodes = [new NodeSpec(Broker, 1)] })).UseProvider(provider)).ProvisionAsync(token);
                        result = await RunAsync(experiment, cluster, RunSeed.Of(experiment.Seed, run), recorder, progress, token);
                        left = await RemoveAsync(cluster);
                    },
                    cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // As it is said above.
            }
            catch (ScalewrightException e)
            {
                result = RunResult.Of(e);
            }
        }

        if (left.Length == 0)
        {
            RemoveFolder();
            return result;
        }

        return result.Leaving($"something of the machines is left: {left}");
    }

    // Without a folder of its own a cluster goes with whoever made it.
    private ClusterBuilder Watched(ClusterBuilder builder) => _options.Watchdog is { } watchdog
        ? builder.WithState(Path.Combine(_options.Folder, "state")).WithLifetime(ClusterLifetime.Ephemeral).WithWatchdog(watchdog)
        : builder;

    /// <returns>How the run ended; nothing is thrown that would leave the machines behind.</returns>
    private async Task<RunResult> RunAsync(Experiment experiment, Cluster cluster, long seed, IRunRecorder recorder, IProgress<RunProgress>? progress, CancellationToken cancellationToken)
    {
        DeploymentPlay deployment = new(experiment, cluster.Nodes, _options.Deployment, recorder);
        RunResult result;
        try
        {
            // Now that the machines were looked at, what they lack is known.
            CheckPlace(experiment, cluster.Provider);
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            await deployment.PlayAsync(cancellationToken);
            await using ProcessJob job = new(experiment, cluster, _options, new JobPlans(experiment, _options.Work, seed));
            using AskedMetrics asked = new(experiment);
            await using LiveLoop loop = new(experiment, job, cluster.Provider.Clock, _options.LookInterval, recorder, asked.Sources, job.Latencies(seed)) { Progress = progress };
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
            // What a recorder or a strategy throws is its author's to see; the machines go all the same.
            await deployment.UndoAsync();
            await RemoveAsync(cluster);
            throw;
        }

        return result.Leaving(await deployment.UndoAsync());
    }

    /// <returns>What is left of the machines; empty when nothing is.</returns>
    private static async Task<string> RemoveAsync(Cluster cluster)
    {
        try
        {
            await cluster.DisposeAsync();
            return "";
        }
        catch (ScalewrightException failure)
        {
            return failure.Message;
        }
    }

    private void RemoveFolder()
    {
        if (_options.Folder.Length > 0 && Directory.Exists(_options.Folder))
        {
            Directory.Delete(_options.Folder, recursive: true);
        }
    }

    /// <exception cref="ExperimentException">The place cannot do a link or a fault of the experiment; each is told with its field of the definition.</exception>
    private static void CheckPlace(Experiment experiment, IProvider provider)
    {
        if (provider.Find<IHarmsNodes>() is not { } place)
        {
            return;
        }

        IEnumerable<Problem> ofLinks = experiment.Links.SelectMany((link, index) => Placed(place.CheckHarm(link.ToHarm()), "links", index));
        IEnumerable<Problem> ofFaults = experiment.Faults.Faults.SelectMany((fault, index) => Placed(fault.CheckOnNodes(place.CheckHarm), "faults", index));
        if (ofLinks.Concat(ofFaults).Distinct().ToValueList() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }
    }

    private static IEnumerable<Problem> Placed(ValueList<Problem> problems, string list, int index) =>
        problems.Select(problem => problem with { Field = string.Create(CultureInfo.InvariantCulture, $"{list}.{index}") });
}
