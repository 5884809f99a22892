namespace Scalewright.Journals;

/// <summary>A call to the disk failed. Durable state turns it into a <see cref="StateException"/>.</summary>
public sealed class DiskException : IOException
{
    /// <summary>A failed call.</summary>
    /// <param name="error">The way it failed.</param>
    /// <param name="call">What was tried, as a verb: <c>append to</c>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">What the system said; empty for nothing.</param>
    public DiskException(DiskError error, string call, string path, string detail = "")
        : base($"cannot {call} {path}: {(string.IsNullOrEmpty(detail) ? Word(error) : detail)}") => (Error, Path) = (error, path);

    /// <summary>The way it failed.</summary>
    public DiskError Error { get; }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    private static string Word(DiskError error) => error switch
    {
        DiskError.Full => "no space is left",
        DiskError.Interrupted => "it was interrupted",
        DiskError.NotFound => "there is none",
        DiskError.Exists => "there is one already",
        DiskError.Denied => "it is not permitted",
        DiskError.NotPlain => "it is no plain file",
        DiskError.NotFolder => "it is no folder",
        _ => "the disk failed",
    };
}
