using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;

namespace Scalewright.Clusters;

/// <summary>Hears a command for its caller: pieces are of the node as the cluster calls it, and what the caller's own code throws stays the caller's.</summary>
internal sealed class NodeListener(string node, Action<CommandOutput> listener)
{
    /// <summary>What the caller's code threw; null: nothing.</summary>
    public Exception? Thrown { get; private set; }

    [SuppressMessage("Design", "CA1031", Justification = "It is thrown on; it is only remembered whose it is.")]
    public void Hear(CommandOutput piece)
    {
        try
        {
            listener(piece with { Node = node });
        }
        catch (Exception exception)
        {
            Thrown = exception;
            throw;
        }
    }
}
