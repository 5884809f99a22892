namespace Scalewright.Agents;

/// <summary>A command for a node: words, never a line for a shell.</summary>
/// <param name="Words">The program and its arguments, one or more.</param>
public sealed record CommandRequest(ValueList<string> Words)
{
    /// <summary>What it reads from its standard input, as UTF-8; default nothing.</summary>
    public string Input { get; init; } = "";

    /// <summary>Folder it starts in; empty: the agent's.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Environment variables set for it, besides those of the agent.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>When it is ended if it has not by itself; default one minute.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes kept of each of its output streams: of longer ones the first and the last half; default 1 MiB.</summary>
    public int OutputBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Hears what it writes while it writes, one piece after the other and all before the result; null, the default: nobody does. Be quick: nothing waits for it, and
    /// what comes too fast is missed. What it throws ends the command, and is thrown by the call.</summary>
    public Action<CommandOutput>? Listener { get; init; }

    /// <summary>Whether running it twice does no harm. Only then it is run again when the connection broke before its result came.</summary>
    public bool IsRepeatable { get; init; }
}
