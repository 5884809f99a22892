namespace Scalewright.Storage.Managing.Book;

/// <summary>Something a user or the manager itself wants done.</summary>
internal sealed record CommandRecord(int Id, string Message, DateTimeOffset CreatedAt)
{
    public bool IsComplete { get; init; }

    public bool IsErrored { get; init; }

    public bool IsCancelled { get; init; }

    /// <summary>Actions that ended well.</summary>
    public int StepCount { get; init; }

    /// <summary>Why it failed; empty while it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>What it has done, one after another; null once it is complete.</summary>
    public IReadOnlyList<CommandOrder>? Orders { get; init; }

    /// <summary>How many of these have ended.</summary>
    public int OrdersDone { get; init; }
}
