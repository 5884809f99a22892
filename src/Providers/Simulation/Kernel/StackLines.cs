namespace Scalewright.Providers.Simulation.Kernel;

internal static class StackLines
{
    private const string Kernel = $"{nameof(Scalewright)}.{nameof(Providers)}.{nameof(Simulation)}.{nameof(Kernel)}.";
    private const string Taker = "System.Environment.get_StackTrace";
    private static readonly string[] Frameworks =
    [
        "System.",
        "Microsoft.VisualStudio.TestTools.",
        "Xunit.",
        "NUnit.",
        "Shouldly.",
        "FluentAssertions.",
        "InvokeStub_",
        "---",
    ];
    private static readonly string[] Others = [.. Frameworks, "Microsoft.", "Polly.", "Scalewright."];

    /// <summary>Returns each call, innermost first, as <c>Farm.Program.Main() in Program.cs:line 4</c>.</summary>
    public static IEnumerable<string> Split(string stack) =>
        stack
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.StartsWith("at ", StringComparison.Ordinal) ? line["at ".Length..] : line);

    /// <summary>Returns a stack as text, without the call that captured it and the calls of the kernel.</summary>
    public static string WithoutKernel(string stack) =>
        string.Join(
            '\n',
            Split(stack)
                .Where(line => !line.StartsWith(Kernel, StringComparison.Ordinal) && !line.StartsWith(Taker, StringComparison.Ordinal))
                .Select(line => $"   at {line}")
        );

    /// <summary>Returns the innermost user frame, or an empty string.</summary>
    public static string UsersOwn(string stack) => Split(stack).FirstOrDefault(IsUsersOwn) ?? "";

    /// <summary>Returns the user frames of an exception, innermost first, or the frames of its cause.</summary>
    public static ValueList<string> UsersOwnFrames(Exception? failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            ValueList<string> userFrames = cause is SimulationEscapedException { UserFrames: { Count: > 0 } program }
                ? program
                : WithoutRepeats(Split(cause.StackTrace ?? "").Where(IsUsersOwn)).ToValueList();
            if (userFrames.Count > 0)
            {
                return userFrames;
            }
        }

        return [];
    }

    /// <summary>Returns false for calls of the framework, a test runner or this library.</summary>
    public static bool IsUsersOwn(string line) => !Starts(line, Others);

    /// <summary>Returns true for calls of the runtime, of a test runner and of its assertions.</summary>
    public static bool IsFramework(string line) => Starts(line, Frameworks);

    /// <summary>
    /// Removes frames that repeat the one before: an exception that passes an await has the frame of each resumption.
    /// </summary>
    public static IEnumerable<string> WithoutRepeats(IEnumerable<string> frames)
    {
        string previous = "";
        foreach (string frame in frames)
        {
            if (frame != previous)
            {
                yield return frame;
            }

            previous = frame;
        }
    }

    private static bool Starts(string line, string[] names) => Array.Exists(names, name => line.StartsWith(name, StringComparison.Ordinal));
}
