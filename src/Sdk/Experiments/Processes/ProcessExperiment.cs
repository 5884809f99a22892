using Scalewright.Clusters.Reaping;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Processes;

/// <summary>
/// Experiment type whose runs are processes on real machines. Derived classes open the provider and have an
/// <see cref="ExperimentTypeAttribute"/>. The section of a definition may contain <c>work</c>: <c>compute</c>, the
/// default, or <c>sleep</c>.
/// </summary>
public abstract class ProcessExperiment : ExperimentType
{
    private const string Work = "work";
    private static readonly string[] Works = ["compute", "sleep"];

    /// <summary>Keys of the section, besides <c>work</c>, that <see cref="OpenProvider"/> reads. Default
    /// empty.</summary>
    protected virtual ValueList<string> KnownKeys => [];

    /// <summary>Name of the machine that generates the load.</summary>
    public override ValueList<string> Hosts => [ProcessRun.BrokerNodeName];

    /// <inheritdoc/>
    public override bool CanRunInParallel => false;

    /// <inheritdoc/>
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(problems);
        DocumentMap options = experiment.Options;
        string section = experiment.Type;
        if (options[Work] is { } work && !Works.Contains(GetText(options, Work), StringComparer.Ordinal))
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                work.Position,
                $"{section}.{Work}",
                "there is no such work",
                $"use {string.Join(" or ", Works)}"
            );
        }

        foreach (DocumentEntry entry in options.Where(entry => entry.Key != Work && !KnownKeys.Contains(entry.Key, StringComparer.Ordinal)))
        {
            problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                $"{section}.{entry.Key}",
                "unknown field",
                $"use {string.Join(", ", KnownKeys.Prepend(Work))}"
            );
        }

        CheckFaults(experiment, problems);
    }

    /// <inheritdoc/>
    public override ValueList<Problem> CheckLink(Experiment experiment, StreamLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return [.. CheckFault(experiment, link.ToNodeFault()).Select(problem => problem with { Field = "" })];
    }

    /// <inheritdoc/>
    public override ValueList<Problem> CheckDeployment(Experiment experiment, DeploymentStep deployed)
    {
        ArgumentNullException.ThrowIfNull(deployed);
        return PlaybookRules.Check(deployed, Services);
    }

    /// <inheritdoc/>
    public override ValueList<Problem> CheckMetrics(Experiment experiment, MetricQueries metrics) => [];

    /// <inheritdoc/>
    public override Task<RunResult> RunAsync(
        Experiment experiment,
        int run,
        IRunRecorder recorder,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(experiment);
        string folder = Directory.CreateTempSubdirectory("experiment-").FullName;
        ProcessRunOptions options = new(() => OpenProvider(experiment, folder))
        {
            Folder = folder,
            WorkMode = GetText(experiment.Options, Work) == "sleep" ? WorkMode.Sleep : WorkMode.Compute,
            Watchdog = GetWatchdogOptions(experiment, folder),
            Deployer = Services?.Deployer,
        };
        return new ProcessRun(options).RunAsync(experiment, run, recorder, progress, cancellationToken);
    }

    /// <summary>
    /// Returns the faults that the provider does not support, as <see cref="INodeFaultInjection.CheckFault"/> does.
    /// Default empty: the run checks them before it creates its machines.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="fault">The state of a machine that a fault of the experiment injects.</param>
    protected virtual ValueList<Problem> CheckFault(Experiment experiment, NodeFault fault) => [];

    /// <summary>Returns options of a watchdog that removes machines and folder of a killed run. Default null.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">Folder of the run.</param>
    protected virtual WatchdogOptions? GetWatchdogOptions(Experiment experiment, string folder) => null;

    /// <summary>
    /// Creates the provider for one run. The agents of its nodes must host <see cref="StreamAgentServices.All"/>, each
    /// in its own process.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">Folder of the run, which is deleted at the end.</param>
    protected abstract IProvider OpenProvider(Experiment experiment, string folder);

    private void CheckFaults(Experiment experiment, ProblemList problems)
    {
        for (int index = 0; index < experiment.Faults.Faults.Count; index++)
        {
            TimedFault timed = experiment.Faults.Faults[index];
            string field = string.Create(CultureInfo.InvariantCulture, $"faults.{index}");
            if (
                timed.Fault
                is not (
                    CrashNode
                    or RestartNode
                    or FreezeNode
                    or FillDisk
                    or IsolateHost
                    or CutLink
                    or PartitionHosts
                    or HealNetwork
                    or ChangeLink
                )
            )
            {
                problems.AddError(
                    ProblemCode.ConflictingFields,
                    default,
                    field,
                    $"'{timed.Fault}' cannot be done to real machines",
                    "use crash, restart, freeze, fill, isolate, cut or slow, or run the experiment in the simulation"
                );
                continue;
            }

            problems.AddRange(
                timed
                    .CheckOnNodes(fault => CheckFault(experiment, fault))
                    .Select(problem => problem with { Field = field, Message = $"'{timed.Fault}' cannot be done: {problem.Message}" })
            );
        }
    }

    /// <summary>Returns a value of the section; empty if it is missing.</summary>
    /// <param name="options">The section.</param>
    /// <param name="key">The key.</param>
    protected static string GetText(DocumentMap options, string key)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options[key] is DocumentScalar scalar ? scalar.Text : "";
    }
}
