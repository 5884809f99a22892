using Scalewright.Clusters;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Runs an experiment as processes on real machines. Each machine is a node of a cluster with an agent that hosts
/// operator instances. An additional node, <c>broker</c>, generates the load and holds the queues. The machines are
/// created for the run and deleted at its end, even if it fails.
/// </summary>
/// <param name="options">The options.</param>
/// <exception cref="ArgumentException">An option is not valid.</exception>
public sealed class ProcessRun(ProcessRunOptions options)
{
    /// <summary>Name of the node that generates the load. Machines of an experiment cannot have this name.</summary>
    public const string BrokerNodeName = "broker";

    private readonly ProcessRunOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Check();

    /// <summary>Runs the experiment once.</summary>
    /// <param name="experiment">A valid experiment.</param>
    /// <param name="run">Number of the run, from 1.</param>
    /// <param name="recorder">Receives the measurements.</param>
    /// <param name="progress">Receives the progress once for each sample; null for none.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The result. Failures of the run are returned, not thrown.</returns>
    /// <exception cref="ExperimentException">The experiment is not valid.</exception>
    public async Task<RunResult> RunAsync(
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

        RunResult result = new(RunOutcome.Stopped, RunHistory.StoppedReason);
        string remaining = "";
        await using (IProvider provider = _options.ProviderFactory())
        {
            try
            {
                CheckPlace(experiment, provider);
                progress?.Report(new RunProgress("provision", TimeSpan.Zero, experiment.Duration));
                await provider.RunAsync(
                    async token =>
                    {
                        Cluster cluster = await Watched(
                                Cluster
                                    .Create(
                                        MachineTopology.Create(
                                            experiment,
                                            new NodeGroup(BrokerNodeName, MachineTopology.Plugin)
                                            {
                                                Nodes = [new NodeSpec(BrokerNodeName, 1)],
                                            }
                                        )
                                    )
                                    .UseProvider(provider)
                            )
                            .ProvisionAsync(token);
                        result = await RunAsync(experiment, cluster, RunSeed.Derive(experiment.Seed, run), recorder, progress, token);
                        remaining = await RemoveAsync(cluster);
                    },
                    cancellationToken
                );
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The result already says that the run was stopped.
            }
            catch (ScalewrightException failure)
            {
                result = RunResult.From(failure);
            }
        }

        if (remaining.Length == 0)
        {
            RemoveFolder();
            return result;
        }

        return result.WithRemaining($"resources of the machines may be left: {remaining}");
    }

    // Without a state folder, the state of a cluster exists only in this process.
    private ClusterBuilder Watched(ClusterBuilder builder) =>
        _options.Watchdog is { } watchdog
            ? builder.WithState(Path.Combine(_options.Folder, "state")).WithLifetime(ClusterLifetime.Ephemeral).WithWatchdog(watchdog)
            : builder;

    /// <returns>The result. Exceptions that would prevent the deletion of machines are not thrown.</returns>
    private async Task<RunResult> RunAsync(
        Experiment experiment,
        Cluster cluster,
        long seed,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        DeploymentStepRunner deployment = new(experiment, cluster.Nodes, _options.Deployer, recorder);
        RunResult result;
        try
        {
            // The capabilities of the machines are known only after they were observed.
            CheckPlace(experiment, cluster.Provider);
            progress?.Report(new RunProgress("deploy", TimeSpan.Zero, experiment.Duration));
            await deployment.RunAllAsync(cancellationToken);
            await using ProcessJob job = new(experiment, cluster, _options, new JobPlans(experiment, _options.WorkMode, seed));
            using QueriedMetrics queriedMetrics = new(experiment);
            await using RunLoop loop = new(
                experiment,
                job,
                cluster.Provider.Clock,
                _options.PollInterval,
                recorder,
                queriedMetrics.Sources,
                job.Latencies(seed)
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
        catch (ScalewrightException failure)
        {
            result = RunResult.From(failure);
        }
        catch
        {
            // Exceptions of a recorder or a strategy propagate to the caller, but the machines are still deleted.
            await deployment.UndoAsync();
            await RemoveAsync(cluster);
            throw;
        }

        return result.WithRemaining(await deployment.UndoAsync());
    }

    /// <returns>Machines that are left; empty if all are deleted.</returns>
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

    /// <exception cref="ExperimentException">The provider does not support a link or a fault of the experiment. Each is
    /// reported with its field in the definition.</exception>
    private static void CheckPlace(Experiment experiment, IProvider provider)
    {
        if (provider.Guard().Find<INodeFaultInjection>() is not { } faultInjection)
        {
            return;
        }

        IEnumerable<Problem> ofLinks = experiment.Links.SelectMany(
            (link, index) => Placed(faultInjection.CheckFault(link.ToNodeFault()), "links", index)
        );
        IEnumerable<Problem> ofFaults = experiment.Faults.Faults.SelectMany(
            (fault, index) => Placed(fault.CheckOnNodes(faultInjection.CheckFault), "faults", index)
        );
        if (ofLinks.Concat(ofFaults).Distinct().ToValueList() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems, experiment.Name);
        }
    }

    private static IEnumerable<Problem> Placed(ValueList<Problem> problems, string list, int index) =>
        problems.Select(problem => problem with { Field = string.Create(CultureInfo.InvariantCulture, $"{list}.{index}") });
}
