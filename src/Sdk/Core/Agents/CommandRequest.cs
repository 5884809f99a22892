namespace Scalewright.Agents;

/// <summary>Command for a node: a list of arguments, not a shell command line.</summary>
/// <param name="Command">Program and its arguments, one or more.</param>
public sealed record CommandRequest(ValueList<string> Command)
{
    // Leaves space for other content in a frame, whose payload is at most 1 MiB.
    private const int MaxArgumentBytes = 768 * 1024;

    // Maximum duration of a timer.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

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

    /// <summary>Checks that a node could run a command.</summary>
    /// <param name="request">The command.</param>
    /// <exception cref="ArgumentException">The request is invalid on every node.</exception>
    public static void Validate(CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckNulls(request);
        if (request.Command.Count == 0 || request.Command[0].Length == 0)
        {
            throw new ArgumentException("A command needs a program to run.", nameof(request));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxOutputBytes);
        if (request.Timeout <= TimeSpan.Zero || request.Timeout > MaxTimeout)
        {
            string found = request.Timeout == System.Threading.Timeout.InfiniteTimeSpan ? "without end" : $"of {request.Timeout}";
            throw new ArgumentOutOfRangeException(
                nameof(request),
                request.Timeout,
                $"A command cannot have a {nameof(request.Timeout)} {found}; use more than 0, and {MaxTimeout} at most."
            );
        }

        CheckNames(request.Environment);
        int bytes = request
            .Command.Append(request.WorkingDirectory)
            .Concat(request.Environment.SelectMany(entry => new[] { entry.Key, entry.Value }))
            .Sum(Measure);
        if (!TextEscaping.IsWellFormed(request.Input))
        {
            throw new ArgumentException(
                "The input of a command contains an unpaired surrogate, and it is sent as UTF-8; put other bytes into a file.",
                nameof(request)
            );
        }

        if (bytes > MaxArgumentBytes)
        {
            throw new ArgumentException(
                $"The arguments, working directory and environment of a command have {bytes} bytes; the maximum is "
                    + $"{MaxArgumentBytes}.",
                nameof(request)
            );
        }
    }

    private static void CheckNulls(CommandRequest request)
    {
        string? nullMember = request switch
        {
            { Command: null } => nameof(request.Command),
            { Input: null } => nameof(request.Input),
            { WorkingDirectory: null } => nameof(request.WorkingDirectory),
            { Environment: null } => nameof(request.Environment),
            _ when request.Command.Any(static word => word is null) => $"A word in {nameof(request.Command)}",
            _ when request.Environment.Values.Any(static value => value is null) => $"A value in {nameof(request.Environment)}",
            _ => null,
        };
        if (nullMember is not null)
        {
            throw new ArgumentException($"{nullMember} of a command must not be null; use an empty string.", nameof(request));
        }
    }

    private static void CheckNames(ValueMap<string> environment)
    {
        foreach (string name in environment.Keys)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"'{TextEscaping.Escape(name)}' cannot be the name of an environment variable; use one or more "
                        + "characters without '='.",
                    nameof(environment)
                );
            }
        }
    }

    private static int Measure(string item)
    {
        if (item.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(item)}' holds a zero character, which no program can be given.",
                nameof(item)
            );
        }

        return TextEscaping.IsWellFormed(item)
            ? Encoding.UTF8.GetByteCount(item)
            : throw new ArgumentException(
                $"'{TextEscaping.Escape(item)}' contains an unpaired surrogate, which UTF-8 cannot encode; "
                    + "put other bytes into a file.",
                nameof(item)
            );
    }
}
