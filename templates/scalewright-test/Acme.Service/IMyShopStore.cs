using Scalewright.Agents.Services;

namespace AcmeSpace;

/// <summary>Values by key, stored on one node.</summary>
[AgentService("my_shop.store")]
public partial interface IMyShopStore
{
    /// <summary>Stores a value. It survives a restart of the node as soon as the call returns.</summary>
    [AgentCall(IsIdempotent = true)]
    Task PutAsync(string key, string value, CancellationToken cancellationToken);

    /// <summary>Returns the value of a key, or null.</summary>
    [AgentCall(IsIdempotent = true)]
    Task<string?> GetAsync(string key, CancellationToken cancellationToken);
}
