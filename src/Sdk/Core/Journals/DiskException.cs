namespace Scalewright.Journals;

/// <summary>Thrown when a disk call fails. Durable state converts it to a <see cref="StateException"/>.</summary>
public sealed class DiskException : IOException
{
    /// <summary>Creates the exception of a failed call.</summary>
    /// <param name="error">Kind of the error.</param>
    /// <param name="call">The attempted operation as a verb, for example <c>append to</c>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="detail">Message of the operating system; empty if not available.</param>
    public DiskException(DiskError error, string call, string path, string detail = "")
        : base($"cannot {call} {path}: {(string.IsNullOrEmpty(detail) ? Word(error) : detail)}") => (Error, Path) = (error, path);

    /// <summary>Kind of the error.</summary>
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
