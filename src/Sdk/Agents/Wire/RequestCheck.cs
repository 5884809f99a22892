using System.Text;

namespace Scalewright.Agents.Wire;

/// <summary>What a caller may ask for.</summary>
internal static class RequestCheck
{
    // A frame holds 1 MiB; the rest is for what else is in it.
    private const int WordBytesMax = 768 * 1024;
    private const int PathBytesMax = 4096;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The request cannot be carried out anywhere.</exception>
    public static void Check(CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Words.Count == 0 || request.Words[0].Length == 0)
        {
            throw new ArgumentException("A command needs a program to run.", nameof(request));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(request.OutputBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Deadline, TimeSpan.Zero);
        int bytes = request.Words.Append(request.Folder).Concat(request.Environment.SelectMany(entry => new[] { entry.Key, entry.Value })).Sum(Measure);
        if (bytes > WordBytesMax)
        {
            throw new ArgumentException($"The words of a command amount to {bytes} bytes; {WordBytesMax} are allowed.", nameof(request));
        }
    }

    /// <exception cref="ArgumentException">It is not an absolute path of a file.</exception>
    public static void CheckPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsPath(path))
        {
            throw new ArgumentException($"'{Printable.Escape(path)}' is not an absolute path of a file; begin it with '/'.", nameof(path));
        }
    }

    public static bool IsPath(string path) =>
        path.StartsWith('/') && !path.EndsWith('/') && !path.Contains('\0', StringComparison.Ordinal) && path.Length <= PathBytesMax
        && path.Split('/') is [.., not ("." or "..")];

    public static RunRequest Describe(CommandRequest request) => new()
    {
        Words = [.. request.Words],
        Folder = request.Folder,
        Environment = request.Environment.ToDictionary(StringComparer.Ordinal),
        DeadlineMilliseconds = (long)Math.Ceiling(request.Deadline.TotalMilliseconds),
        OutputBytesMax = request.OutputBytesMax,
        HasInput = request.Input.Length > 0,
    };

    private static int Measure(string word) => word.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException($"'{Printable.Escape(word)}' holds a zero character, which no program can be given.", nameof(word))
        : Strict.GetByteCount(word);
}
