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

    /// <summary>True if standard output is a terminal that shows colours. Default false.</summary>
    public bool HasOutputTerminal { get; init; }

    /// <summary>Reads the answer to a question on standard error; the answer is null at the end of the input. Default
    /// null: there is no terminal to ask.</summary>
    public Func<CancellationToken, Task<string?>>? Answers { get; init; }

    /// <summary>Returns an environment variable by name; null if it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Time source of the tool and its providers.</summary>
    public required TimeProvider Clock { get; init; }

    private static bool IsPlain => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";

    /// <summary>Returns the environment of this process.</summary>
    /// <remarks>Progress is shown if standard error is a terminal that can move its cursor.</remarks>
    public static ToolEnvironment OfProcess() =>
        new()
        {
            Output = static () => Console.Out,
            Errors = static () => Console.Error,
            Terminal = Console.IsErrorRedirected || IsPlain ? null : Console.Error,
            HasOutputTerminal = !Console.IsOutputRedirected && !IsPlain,
            Answers = FindAnswers(),
            Variable = Environment.GetEnvironmentVariable,
            Clock = TimeProvider.System,
        };

    private static Func<CancellationToken, Task<string?>>? FindAnswers() =>
        Console.IsInputRedirected || Console.IsErrorRedirected ? null : ReadAnswerAsync;

    /// <summary>Reads a line of the terminal.</summary>
    /// <remarks>A read of a terminal cannot be cancelled. After a signal, the process ends without its
    /// result.</remarks>
    private static async Task<string?> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        using StreamReader reader = new(Console.OpenStandardInput(), Console.InputEncoding, leaveOpen: true);
        return await reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
    }
}
