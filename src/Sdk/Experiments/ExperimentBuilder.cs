using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Metrics;
using Scalewright.Experiments.Strategies;
using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments;

/// <summary>Describes an experiment. Immutable: each call gives a new builder.</summary>
public sealed record ExperimentBuilder
{
    internal ExperimentBuilder(Experiment draft) => Draft = draft;

    internal Experiment Draft { get; init; }

    /// <summary>Picks the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="task">The operator that is scaled; empty: the last one.</param>
    public ExperimentBuilder UseJob(StreamJob job, string task = "")
    {
        ArgumentNullException.ThrowIfNull(job);
        return With(draft => draft with { Job = job, Task = task });
    }

    /// <summary>Picks how the job is scaled.</summary>
    /// <param name="strategy">How.</param>
    /// <param name="interval">Time between two decisions.</param>
    public ExperimentBuilder UseScaling(IScalingStrategy strategy, TimeSpan interval) => With(draft => draft with { Scaling = strategy, ScalingInterval = interval });

    /// <summary>Sets how many task managers there are at the beginning, and what each is.</summary>
    /// <param name="count">How many.</param>
    /// <param name="change">The template so far to the template from now on; null: it stays.</param>
    public ExperimentBuilder WithTaskManagers(int count, Func<TaskManager, TaskManager>? change = null) =>
        With(draft => draft with { TaskManagers = count, Template = change is null ? draft.Template : change(draft.Template) });

    /// <summary>Sets how long the load lasts.</summary>
    /// <param name="duration">How long.</param>
    public ExperimentBuilder WithDuration(TimeSpan duration) => With(draft => draft with { Duration = duration });

    /// <summary>Sets what does not count in statistics.</summary>
    /// <param name="warmUp">Time at the beginning and after each scaling.</param>
    /// <param name="coolDown">Time before each scaling and before the end.</param>
    public ExperimentBuilder WithWarmUp(TimeSpan warmUp, TimeSpan coolDown = default) => With(draft => draft with { WarmUp = warmUp, CoolDown = coolDown });

    /// <summary>Sets how often it is run.</summary>
    /// <param name="runs">How often.</param>
    public ExperimentBuilder WithRuns(int runs) => With(draft => draft with { Runs = runs });

    /// <summary>Sets the seed.</summary>
    /// <param name="seed">The seed of all chance.</param>
    public ExperimentBuilder WithSeed(long seed) => With(draft => draft with { Seed = seed });

    /// <summary>Sets what goes wrong.</summary>
    /// <param name="faults">The faults, from the beginning of the load on.</param>
    public ExperimentBuilder WithFaults(FaultSchedule faults) => With(draft => draft with { Faults = faults });

    /// <summary>Sets what a Prometheus is asked with each sample of a run on real machines.</summary>
    /// <param name="metrics">Where, and what.</param>
    public ExperimentBuilder WithMetrics(MetricQueries metrics) => With(draft => draft with { Metrics = metrics });

    /// <summary>Sets when a run ends before its time.</summary>
    /// <param name="rule">When.</param>
    public ExperimentBuilder WithStop(StopRule rule) => With(draft => draft with { Stop = rule });

    /// <summary>Changes anything.</summary>
    /// <param name="change">The experiment so far to the experiment from now on.</param>
    public ExperimentBuilder With(Func<Experiment, Experiment> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Draft = change(Draft) };
    }

    /// <summary>Adds machines.</summary>
    /// <param name="nodes">Like machines.</param>
    public ExperimentBuilder AddNodes(NodeClass nodes) => With(draft => draft with { Nodes = draft.Nodes.Add(nodes) });

    /// <summary>Adds a load.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="topic">The topic it goes to.</param>
    /// <param name="shape">How much, over time.</param>
    public ExperimentBuilder AddLoad(string name, string topic, LoadShape shape) => With(draft => draft with { Loads = draft.Loads.Add(new LoadSource(name, topic, shape)) });

    /// <summary>Adds a step of deployment.</summary>
    /// <param name="name">What is deployed.</param>
    /// <param name="takes">How long it takes in a simulation.</param>
    public ExperimentBuilder AddDeployment(string name, TimeSpan takes) => With(draft => draft with { Deployment = draft.Deployment.Add(new DeploymentStep(name, takes)) });

    /// <summary>Checks the experiment and freezes it.</summary>
    /// <exception cref="ExperimentException">Something is wrong; all of it is told at once.</exception>
    public Experiment Build() => Draft.Check() is { Count: > 0 } problems ? throw new ExperimentException(problems, Draft.Name) : Draft;
}
