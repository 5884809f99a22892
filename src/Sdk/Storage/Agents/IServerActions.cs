namespace Scalewright.Storage.Agents;

/// <summary>What a manager may ask a server to do.</summary>
public interface IServerActions
{
    /// <summary>Does one thing. One call at a time for each server.</summary>
    /// <param name="action">Its name, as in <c>start_target</c>.</param>
    /// <param name="arguments">Its arguments: an object.</param>
    /// <param name="cancellationToken">Ends it when the manager takes it back.</param>
    /// <exception cref="ActionFailedException">There is no such action, or it failed.</exception>
    Task<ActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken);
}
