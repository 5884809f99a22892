namespace Loopback.Minimega;

internal interface IPlumber
{
    /// <summary>A pipe with a writer cannot be removed.</summary>
    bool IsWriter { get; }

    /// <summary>The message is lost if the reader has disconnected.</summary>
    Task TakeAsync(string text, CancellationToken cancellationToken);

    /// <summary>Called when the pipe is removed.</summary>
    void End();
}
