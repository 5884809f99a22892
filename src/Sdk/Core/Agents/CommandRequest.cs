namespace Scalewright.Agents;

/// <summary>Command for a node: a list of arguments, not a shell command line.</summary>
/// <param name="Command">Program and its arguments, one or more.</param>
public sealed record CommandRequest(ValueList<string> Command)
{
    /// <summary>Standard input, encoded as UTF-8. Default empty.</summary>
    public string Input { get; init; } = "";

    /// <summary>Working directory of the command. Empty: the agent's.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Environment variables in addition to the agent's.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>Timeout after which the command is killed. Default 1 minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum bytes kept of each output stream: half from the start, half from the end. Default 1
    /// MiB.</summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;

    /// <summary>Called with each part of the output, in order, before the result. Default null.</summary>
    /// <remarks>Must be fast: output that arrives too quickly is dropped. An exception ends the command and is thrown
    /// by the call.</remarks>
    public Action<CommandOutput>? OnOutput { get; init; }

    /// <summary>True if idempotent. Only idempotent commands are retried after a broken connection.</summary>
    public bool IsIdempotent { get; init; }
}
