namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The first call off the loop, as it was seen.</summary>
/// <param name="Stack">Its stack without the calls that took it.</param>
/// <param name="Origin">The call of the program that it came from, or the async method that went on; empty when neither is known.</param>
internal sealed record Escape(string Stack, string Origin)
{
    /// <summary>The call that started the run; empty when <see cref="Origin"/> is a call of the program itself.</summary>
    public string Start { get; init; } = "";

    /// <summary>Where the program waited, when that is traced.</summary>
    public ValueList<PendingWait> Waits { get; init; } = [];

    /// <summary>Whether a call of the program is known, with its line.</summary>
    public bool IsCall { get; private init; }

    /// <summary>What this thread does now.</summary>
    /// <param name="continuation">What it wanted to go on with; null for a call.</param>
    public static Escape Now(object? continuation)
    {
        string stack = StackLines.WithoutKernel(Environment.StackTrace);
        return StackLines.UsersOwn(stack) is { Length: > 0 } call
            ? new Escape(stack, call) { IsCall = true }
            : new Escape(stack, MethodOf(continuation));
    }

    /// <summary>Where it came from, for a message.</summary>
    public override string ToString() => (Origin, Start) switch
    {
        ({ Length: > 0 }, "") when IsCall => Origin,
        ("", "") => "code that is none of the program's own",
        ("", _) => $"code that is none of the program's own, in the run of {Start}",
        (_, "") => $"an await in {Origin}",
        _ => $"an await in {Origin}, in the run of {Start}",
    };

    /// <summary>The async method that goes on by an action, as stacks name it.</summary>
    private static string MethodOf(object? continuation) =>
        continuation is Action { Target: { } box } && box.GetType().GenericTypeArguments is [.., { } method] && method.ToString().Replace('+', '.') is var name && StackLines.IsUsersOwn(name)
            ? name
            : "";
}
