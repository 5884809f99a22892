using Scalewright.Agents;

namespace Scalewright.Providers.Simulation;

/// <summary>Context in which a simulated program is called.</summary>
/// <param name="Node">Name of the node that the program runs on.</param>
/// <param name="Request">The command.</param>
/// <param name="Clock">Clock of the node; may be inaccurate.</param>
/// <param name="Files">Files of the node.</param>
/// <param name="Output">Receives the output of the program.</param>
public sealed record SimulatedProgramContext(
    string Node,
    CommandRequest Request,
    TimeProvider Clock,
    INodeFiles Files,
    ProcessOutput Output
)
{
    /// <summary>Arguments, without the name of the program.</summary>
    public ReadOnlySpan<string> Arguments => Request.Command.AsSpan()[1..];

    /// <summary>Writes to standard output, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public void Write(string text) => Output.WriteOutput(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes to standard error, as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public void WriteError(string text) => Output.WriteError(Encoding.UTF8.GetBytes(text));
}
