using System.Collections.Concurrent;
using Scalewright.Storage.Actions;
using Scalewright.Storage.Plugins;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>What one run of a server's agent may see and do.</summary>
/// <param name="reports">What it sees.</param>
/// <param name="actions">What it does.</param>
/// <param name="fleet">Ends what follows its answers.</param>
internal sealed class EquipmentRun(ServerReports reports, ServerActions actions, CancellationToken fleet)
{
    public ServerReports Reports => reports;

    public ServerActions Actions => actions;

    /// <summary>Ends what follows its answers; the run may have ended long before.</summary>
    public CancellationToken Fleet => fleet;

    /// <summary>What follows once an answer was passed on, by ticket.</summary>
    public ConcurrentDictionary<string, Func<CancellationToken, Task>> Tickets { get; } = new(StringComparer.Ordinal);
}
