namespace Scalewright.Tool;

/// <summary>What surrounds a run of the tool besides the working folder: streams, variables and time.</summary>
internal sealed record ToolEnvironment
{
    /// <summary>Opens standard output, for verbs that print while they run.</summary>
    public required Func<TextWriter> Output { get; init; }

    /// <summary>Opens standard error, for warnings that are printed before anything is done.</summary>
    public required Func<TextWriter> Errors { get; init; }

    /// <summary>Terminal that shows progress; default null: nobody watches.</summary>
    public TextWriter? Terminal { get; init; }

    /// <summary>Gets an environment variable by its name; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Time of the tool and of its providers.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Gets the environment of this process. Progress is shown where standard error is a terminal that can move its cursor.</summary>
    public static ToolEnvironment OfProcess() => new()
    {
        Output = static () => Console.Out,
        Errors = static () => Console.Error,
        Terminal = Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? null : Console.Error,
        Variable = Environment.GetEnvironmentVariable,
        Clock = TimeProvider.System,
    };
}
