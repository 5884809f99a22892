using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

/// <summary>A job that really runs somewhere, as the loop of its run sees it.</summary>
internal interface ILiveJob
{
    /// <summary>The job with the instances that it has.</summary>
    StreamJob Job { get; }

    /// <summary>The machines that work.</summary>
    ValueList<StreamNode> Nodes { get; }

    /// <summary>The task managers that are wanted, in the order of their slots.</summary>
    ValueList<TaskManager> Managers { get; }

    /// <summary>What it is doing, in a word or two.</summary>
    string Word { get; }

    /// <summary>Why it cannot go on; null while it can.</summary>
    string? FailureAt(TimeSpan at);

    /// <summary>Starts it and waits until it runs, or until it cannot.</summary>
    /// <returns>What to say of it as the load begins.</returns>
    Task<string> StartAsync(LiveLoop loop, CancellationToken cancellationToken);

    /// <summary>Sets how much load is made from now on: records a second by the name of the load.</summary>
    Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken);

    /// <summary>What it did since the reading before; what cannot be read is told, not thrown.</summary>
    Task<FlowReading> ReadAsync(LiveLoop loop, TimeSpan at, CancellationToken cancellationToken);

    /// <summary>Gives it other instances, on other task managers.</summary>
    Task ChangeAsync(LiveLoop loop, ScalingChange change, CancellationToken cancellationToken);

    /// <summary>The time is over.</summary>
    /// <returns>Whether it is stopped now, so that a last reading tells all that it did.</returns>
    Task<bool> StopAsync(LiveLoop loop, CancellationToken cancellationToken);
}
