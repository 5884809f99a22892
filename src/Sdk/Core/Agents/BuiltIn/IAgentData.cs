using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Data of jobs and suites that every agent keeps. They outlive the agent where it has a folder, as on machines.</summary>
[AgentService("scalewright.data")]
public partial interface IAgentData
{
    /// <summary>Keeps a text, in place of an earlier one.</summary>
    /// <param name="key">What it belongs to.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Ends the saving; what was there stays.</param>
    [AgentCall(IsRepeatable = true)]
    Task SaveAsync(DataKey key, string text, CancellationToken cancellationToken);

    /// <summary>The text; null when there is none.</summary>
    /// <param name="key">What it belongs to.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    [AgentCall(IsRepeatable = true)]
    Task<string?> LoadAsync(DataKey key, CancellationToken cancellationToken);

    /// <summary>Forgets a text.</summary>
    /// <param name="key">What it belongs to.</param>
    /// <param name="cancellationToken">Ends the forgetting.</param>
    /// <returns>False when there was none.</returns>
    Task<bool> DeleteAsync(DataKey key, CancellationToken cancellationToken);

    /// <summary>What there are texts of, by kind and name.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    [AgentCall(IsRepeatable = true)]
    Task<ValueList<DataKey>> ListAsync(CancellationToken cancellationToken);
}
