namespace Scalewright.Storage.Agents;

/// <summary>Runs the actions that a manager requests from a server.</summary>
internal interface IServerActions
{
    /// <summary>Runs one action. Calls for the same server do not overlap.</summary>
    /// <param name="action">Name of the action, for example <c>start_target</c>.</param>
    /// <param name="arguments">Arguments: a JSON object.</param>
    /// <param name="cancellationToken">Cancels the action when the manager cancels its request.</param>
    /// <exception cref="StorageActionException">The action is unknown or failed.</exception>
    Task<AgentActionResult> RunAsync(string action, JsonElement arguments, CancellationToken cancellationToken);
}
