namespace Scalewright.Providers.Simulation;

/// <summary>Calls to clouds go wrong.</summary>
/// <param name="Failure">In which way.</param>
public sealed record FailCalls(CallFailure Failure) : Fault
{
    /// <summary>Which calls; default those that change the place.</summary>
    public CallKinds Kinds { get; init; } = CallKinds.Steps;

    /// <summary>Calls to this cloud; null, the default: to any. Empty: to that of nodes which name none.</summary>
    public string? Cloud { get; init; }

    /// <summary>How many calls, 1 or more; default without limit.</summary>
    public int CountMax { get; init; } = int.MaxValue;

    /// <summary>The chance of each call to go wrong, 0 to 1; default 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>How long the caller is told to wait when <see cref="CallFailure.Throttled"/> or <see cref="CallFailure.Busy"/>; null, the default: it is told nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Tells its chance from that of others: with another text all seeds would take other courses.</summary>
    internal string Stream => string.Create(CultureInfo.InvariantCulture, $"FailCalls {{ For = {For}, Failure = {Failure}, Kinds = {Kinds}, Cloud = {Cloud}, CountMax = {CountMax}, Chance = {Chance}, RetryAfter = {RetryAfter} }}");

    private protected override string Words =>
        $"{FaultWords.Part(Chance)}{FaultWords.CallsOf(Kinds, Cloud)} {Fate}{Advice}{(CountMax < int.MaxValue ? $", {CountMax} at most{(For is null ? "" : ",")}" : "")}{Time}";

    private string Fate => Failure switch
    {
        CallFailure.Busy => "are refused as busy",
        CallFailure.Throttled => "are refused as too many",
        CallFailure.LostCall => "are lost",
        CallFailure.LostAnswer => "are carried out and their answers lost",
        CallFailure.Doubled => "arrive twice",
        CallFailure.CredentialsRefused => "are refused for their credentials",
        _ => $"fail in way {Failure}",
    };

    private string Advice => RetryAfter is { } time && Failure is CallFailure.Busy or CallFailure.Throttled ? $" with the advice to wait {time}" : "";

    internal override void CheckValues(FaultCheck check)
    {
        check.Word(nameof(Failure), Failure);
        check.Kinds(nameof(Kinds), Kinds);
        check.Count(nameof(CountMax), CountMax, 1);
        check.Chance(nameof(Chance), Chance);
        check.Cloud(nameof(Cloud), Cloud);
    }

    internal override Action? Begin(World world) => world.Weather.Begin(this);
}
