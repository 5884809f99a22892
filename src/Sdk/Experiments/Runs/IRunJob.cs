using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Runs;

/// <summary>A job on real or simulated machines, as used by the loop of its run.</summary>
internal interface IRunJob
{
    /// <summary>Job with its actual parallelism.</summary>
    StreamJob Job { get; }

    ValueList<StreamNode> Nodes { get; }

    /// <summary>Desired task managers, in the order of their slots.</summary>
    ValueList<TaskManager> Managers { get; }

    /// <summary>Indicates whether the run follows the wall clock. Default true.</summary>
    bool IsRealTime => true;

    /// <summary>Additional series of the last reading. Default empty.</summary>
    ValueList<KeyValuePair<SeriesKey, double>> OtherSeries => [];

    /// <summary>Short description of the current state.</summary>
    string StateName { get; }

    /// <summary>Returns the reason for a permanent failure; null if there is no failure.</summary>
    string? FailureAt(TimeSpan at);

    /// <summary>Starts the job and waits until it runs, or until its start fails.</summary>
    /// <returns>Description of the job for the start of the load; empty for none.</returns>
    Task<string> StartAsync(RunLoop loop, CancellationToken cancellationToken);

    /// <summary>Simulates the job until a time. A job on real machines needs no call.</summary>
    void AdvanceTo(TimeSpan at) { }

    /// <summary>Sets the load in records per second, by name of the load.</summary>
    Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken);

    /// <summary>Returns the progress since the last reading. Failures are reported, not thrown.</summary>
    Task<FlowReading> ReadAsync(RunLoop loop, TimeSpan at, CancellationToken cancellationToken);

    Task ChangeAsync(RunLoop loop, ScalingChange change, CancellationToken cancellationToken);

    /// <summary>Called when the duration has elapsed.</summary>
    /// <returns>True if the job is stopped, so that a last reading includes all its work.</returns>
    Task<bool> StopAsync(RunLoop loop, CancellationToken cancellationToken);
}
