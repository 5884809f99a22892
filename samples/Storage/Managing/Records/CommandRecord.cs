namespace StorageSample.Managing.Records;

/// <summary>Command of a user or of the manager itself.</summary>
internal sealed record CommandRecord(int Id, string Message, DateTimeOffset CreatedAt)
{
    public bool IsComplete { get; init; }

    public bool IsErrored { get; init; }

    public bool IsCancelled { get; init; }

    /// <summary>Number of successful actions.</summary>
    public int StepCount { get; init; }

    /// <summary>Reason of the failure; empty without a failure.</summary>
    public string Error { get; init; } = "";

    /// <summary>Steps in order; null when complete.</summary>
    public IReadOnlyList<CommandStep>? Orders { get; init; }

    public int OrdersDone { get; init; }
}
