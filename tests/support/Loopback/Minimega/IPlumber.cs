namespace Loopback.Minimega;

/// <summary>A reader of a plumbing pipe.</summary>
internal interface IPlumber
{
    /// <summary>True when it writes to the pipe as well: then the pipe cannot be removed.</summary>
    bool IsWriter { get; }

    /// <summary>Takes a message; it is lost when the reader has gone.</summary>
    Task TakeAsync(string text, CancellationToken cancellationToken);

    /// <summary>Ends, for the pipe was removed.</summary>
    void End();
}
