using Scalewright.Agents;

namespace Scalewright.Providers.Simulation;

/// <summary>What a simulated program is called with.</summary>
/// <param name="Node">Name of the node it runs on.</param>
/// <param name="Request">The command.</param>
/// <param name="Clock">The node's clock, which may be wrong.</param>
/// <param name="Files">The node's files.</param>
/// <param name="Output">Takes what it writes.</param>
public sealed record ProgramCall(string Node, CommandRequest Request, TimeProvider Clock, INodeFiles Files, ProgramOutput Output)
{
    /// <summary>The arguments, without the program's name.</summary>
    public ReadOnlySpan<string> Arguments => Request.Words.AsSpan()[1..];

    /// <summary>Writes to its standard output, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text) => Output.WriteOutput(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes to its standard error, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public void WriteError(string text) => Output.WriteError(Encoding.UTF8.GetBytes(text));
}
