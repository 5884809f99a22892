namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>First call off the loop.</summary>
/// <param name="Stack">Stack without the calls that captured it.</param>
/// <param name="Origin">Calling user method, or the async method that resumed; empty when unknown.</param>
internal sealed record SchedulerLeak(string Stack, string Origin)
{
    /// <summary>Call that started the run; empty when <see cref="Origin"/> is a call of the program.</summary>
    public string Start { get; init; } = "";

    /// <summary>Pending waits of the program, when traced.</summary>
    public ValueList<PendingWait> Waits { get; init; } = [];

    public bool IsCall { get; private init; }

    /// <summary>User frames of the call, innermost first, or those of the newest wait; empty when unknown.</summary>
    public ValueList<string> UserFrames =>
        (IsCall, Waits) switch
        {
            (true, _) => StackLines.Split(Stack).Where(StackLines.IsUsersOwn).ToValueList(),
            (_, [.., var newest]) => newest.Location.Split(WaitTrace.Caller).ToValueList(),
            _ => [],
        };

    private string Library =>
        "a method of .NET or of a library" + (UserFrames is [var innermost, ..] ? $", probably awaited in {innermost}" : "");

    /// <summary>Captures the current thread.</summary>
    /// <param name="continuation">The continuation to run; null for a call.</param>
    public static SchedulerLeak Now(object? continuation)
    {
        string stack = StackLines.WithoutKernel(Environment.StackTrace);
        return StackLines.UsersOwn(stack) is { Length: > 0 } call
            ? new SchedulerLeak(stack, call) { IsCall = true }
            : new SchedulerLeak(stack, GetMethodName(continuation));
    }

    public override string ToString() =>
        (Origin, Start) switch
        {
            ({ Length: > 0 }, "") when IsCall => Origin,
            ("", "") => Library,
            ("", _) => $"{Library}, in the run of {Start}",
            (_, "") => $"an await in {Origin}",
            _ => $"an await in {Origin}, in the run of {Start}",
        };

    /// <summary>Returns the name of the async method that an action resumes, as in stack traces.</summary>
    private static string GetMethodName(object? continuation)
    {
        if (continuation is not Action { Target: { } box } || box.GetType().GenericTypeArguments is not [.., { } method])
        {
            return "";
        }

        string name = method.ToString().Replace('+', '.');
        return StackLines.IsUsersOwn(name) ? name : "";
    }
}
