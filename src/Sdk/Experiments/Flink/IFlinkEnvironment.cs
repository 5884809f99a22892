namespace Scalewright.Experiments.Flink;

/// <summary>Provides task managers and load, which the Flink REST API cannot. Implemented by the caller.</summary>
public interface IFlinkEnvironment
{
    /// <summary>Starts and stops task managers to match the desired list, without waiting for registration.</summary>
    /// <param name="taskManagers">All desired task managers, each with its machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task SetTaskManagersAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken);

    /// <summary>Sets the rate of each load. Called for each sample.</summary>
    /// <param name="rates">Records per second by name of the load.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task SetLoadAsync(ValueMap<double> rates, CancellationToken cancellationToken);

    /// <summary>Stops the load and reverts all changes of the run. Called at the end of every run.</summary>
    Task CleanUpAsync();
}
