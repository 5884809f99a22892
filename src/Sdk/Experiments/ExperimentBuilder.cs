using Scalewright.Experiments.Loads;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments;

/// <summary>Builds an experiment. Immutable: each call returns a new builder.</summary>
/// <example>
/// Describes a job that counts the orders of a web shop, under a growing load:
/// <code>
/// StreamJob job = new("orders")
/// {
///     Topics = [new JobTopic("orders", Partitions: 12)],
///     Operators = [new("source") { Topic = "orders" }, new("count") { Inputs = [new JobInput("source")] }],
/// };
/// Experiment experiment = Experiment.Create("orders").AddNodes(new NodeClass("web", 2)).UseJob(job)
///     .AddLoad("orders", "orders", new RampLoad(100, 5_000, TimeSpan.FromMinutes(8)))
///     .WithDuration(TimeSpan.FromMinutes(10)).WithRuns(3).WithSeed(42).Build();
/// Console.WriteLine($"{experiment.Name} scales {experiment.ScaledTask} in {experiment.RunCount} runs");
/// </code>
/// </example>
public sealed record ExperimentBuilder
{
    internal ExperimentBuilder(Experiment draft) => Draft = draft;

    internal Experiment Draft { get; init; }

    /// <summary>Sets the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="task">The operator to scale. Default empty: the last operator.</param>
    public ExperimentBuilder UseJob(StreamJob job, string task = "")
    {
        ArgumentNullException.ThrowIfNull(job);
        return With(draft => draft with { Job = job, Task = task });
    }

    /// <summary>Sets the scaling strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="interval">Time between two decisions.</param>
    public ExperimentBuilder UseScaling(IScalingStrategy strategy, TimeSpan interval) =>
        With(draft => draft with { Scaling = strategy, ScalingInterval = interval });

    /// <summary>Sets the number of task managers at the start and their properties.</summary>
    /// <param name="count">Number of task managers.</param>
    /// <param name="change">Returns a changed copy of the template; null to keep the template.</param>
    public ExperimentBuilder WithTaskManagers(int count, Func<TaskManager, TaskManager>? change = null) =>
        With(draft =>
            draft with
            {
                TaskManagerCount = count,
                TaskManagerTemplate = change is null ? draft.TaskManagerTemplate : change(draft.TaskManagerTemplate),
            }
        );

    /// <summary>Sets the duration of the load.</summary>
    /// <param name="duration">Duration of the load.</param>
    public ExperimentBuilder WithDuration(TimeSpan duration) => With(draft => draft with { Duration = duration });

    /// <summary>Sets the times that statistics exclude.</summary>
    /// <param name="warmUp">Time after the start and after each scaling.</param>
    /// <param name="coolDown">Time before each scaling and before the end.</param>
    public ExperimentBuilder WithWarmUp(TimeSpan warmUp, TimeSpan coolDown = default) =>
        With(draft => draft with { WarmUpPeriod = warmUp, CoolDownPeriod = coolDown });

    /// <summary>Sets the number of runs.</summary>
    /// <param name="runs">Number of runs.</param>
    public ExperimentBuilder WithRuns(int runs) => With(draft => draft with { RunCount = runs });

    /// <summary>Sets the seed.</summary>
    /// <param name="seed">Seed of all random numbers.</param>
    public ExperimentBuilder WithSeed(long seed) => With(draft => draft with { Seed = seed });

    /// <summary>Applies a change to the experiment.</summary>
    /// <param name="change">Returns a changed copy of the experiment.</param>
    public ExperimentBuilder With(Func<Experiment, Experiment> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Draft = change(Draft) };
    }

    /// <summary>Adds a class of machines.</summary>
    /// <param name="nodes">The class of machines.</param>
    public ExperimentBuilder AddNodes(NodeClass nodes) => With(draft => draft with { Nodes = draft.Nodes.Add(nodes) });

    /// <summary>Adds a load.</summary>
    /// <param name="name">Name of the load.</param>
    /// <param name="topic">Topic that receives the records.</param>
    /// <param name="shape">Rate over time.</param>
    public ExperimentBuilder AddLoad(string name, string topic, LoadShape shape) =>
        With(draft => draft with { Loads = draft.Loads.Add(new LoadSource(name, topic, shape)) });

    /// <summary>Validates and returns the experiment.</summary>
    /// <exception cref="ExperimentException">The experiment is not valid. The exception lists all problems.</exception>
    public Experiment Build() => Draft.Check() is { Count: > 0 } problems ? throw new ExperimentException(problems, Draft.Name) : Draft;
}
