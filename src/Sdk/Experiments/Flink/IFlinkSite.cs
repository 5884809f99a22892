namespace Scalewright.Experiments.Flink;

/// <summary>What an experiment needs and Flink's REST API cannot do: task managers, and load. What deployed Flink and the generators of load does it.</summary>
public interface IFlinkSite
{
    /// <summary>Starts and ends task managers, so that there are those; it need not wait until they are registered.</summary>
    /// <param name="taskManagers">All that are wanted, each with its machine.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task PlaceAsync(ValueList<TaskManager> taskManagers, CancellationToken cancellationToken);

    /// <summary>Sets how much load is made from now on; called for each sample.</summary>
    /// <param name="rates">Records a second by the name of the load.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task LoadAsync(ValueMap<double> rates, CancellationToken cancellationToken);

    /// <summary>The run is over, however it came to that: no more load is made, and what was done for it is undone.</summary>
    Task EndAsync();
}
