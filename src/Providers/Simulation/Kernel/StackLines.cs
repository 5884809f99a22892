namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The calls of a stack as text.</summary>
internal static class StackLines
{
    private const string Kernel = $"{nameof(Scalewright)}.{nameof(Providers)}.{nameof(Simulation)}.{nameof(Kernel)}.";
    private const string Taker = "System.Environment.get_StackTrace";
    private static readonly string[] Others = ["System.", "Microsoft.", "Xunit.", "NUnit.", "Shouldly.", "FluentAssertions.", "Polly.", "Scalewright."];

    /// <summary>Each call as <c>Farm.Program.Main() in Program.cs:line 4</c>, the innermost first.</summary>
    public static IEnumerable<string> Of(string stack) => stack
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.StartsWith("at ", StringComparison.Ordinal) ? line["at ".Length..] : line);

    /// <summary>A stack as it is printed, without the call that took it and those of the kernel.</summary>
    public static string WithoutKernel(string stack) => string.Join('\n', Of(stack)
        .Where(line => !line.StartsWith(Kernel, StringComparison.Ordinal) && !line.StartsWith(Taker, StringComparison.Ordinal))
        .Select(line => $"   at {line}"));

    /// <summary>The innermost call that is the user's own; empty when there is none.</summary>
    public static string UsersOwn(string stack) =>
        Of(stack).FirstOrDefault(IsUsersOwn) ?? "";

    /// <summary>The calls of an exception's stack that are the user's own, innermost first; where it has none, those of what caused it.</summary>
    public static ValueList<string> UsersOwnFrames(Exception? failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            ValueList<string> own = Of(cause.StackTrace ?? "").Where(IsUsersOwn).ToValueList();
            if (own.Count > 0)
            {
                return own;
            }
        }

        return [];
    }

    /// <summary>False for calls of the framework, of a test runner and of this library.</summary>
    public static bool IsUsersOwn(string line) => !line.StartsWith("---", StringComparison.Ordinal) && !Array.Exists(Others, other => line.StartsWith(other, StringComparison.Ordinal));
}
