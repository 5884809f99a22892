namespace Scalewright.Tool;

/// <summary>Environment of the tool, except the working folder: streams, variables and time.</summary>
internal sealed record ToolEnvironment
{
    /// <summary>Opens standard output, for verbs that print while they run.</summary>
    public required Func<TextWriter> Output { get; init; }

    /// <summary>Opens standard error, for warnings printed before any work.</summary>
    public required Func<TextWriter> Errors { get; init; }

    /// <summary>Terminal for progress. Default null: progress is not shown.</summary>
    public TextWriter? Terminal { get; init; }

    /// <summary>Returns an environment variable by name; null if it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Time source of the tool and its providers.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Returns the environment of this process.</summary>
    /// <remarks>Progress is shown if standard error is a terminal that can move its cursor.</remarks>
    public static ToolEnvironment OfProcess() => new()
    {
        Output = static () => Console.Out,
        Errors = static () => Console.Error,
        Terminal = Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? null
            : Console.Error,
        Variable = Environment.GetEnvironmentVariable,
        Clock = TimeProvider.System,
    };
}
