using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Stores data of jobs and suites on every agent. Kept across restarts if the agent has a data
/// folder.</summary>
[AgentService("scalewright.data")]
public partial interface IAgentData
{
    /// <summary>Saves a text. Replaces an earlier one.</summary>
    /// <param name="key">Key of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels the request. An existing text remains.</param>
    [AgentCall(IsIdempotent = true)]
    Task SaveAsync(DataKey key, string text, CancellationToken cancellationToken);

    /// <summary>Returns a text, or null if it does not exist.</summary>
    /// <param name="key">Key of the text.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<string?> LoadAsync(DataKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a text.</summary>
    /// <param name="key">Key of the text.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>False if it did not exist.</returns>
    Task<bool> DeleteAsync(DataKey key, CancellationToken cancellationToken);

    /// <summary>Returns the keys of all texts, ordered by kind and name.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    [AgentCall(IsIdempotent = true)]
    Task<ValueList<DataKey>> ListAsync(CancellationToken cancellationToken);
}
