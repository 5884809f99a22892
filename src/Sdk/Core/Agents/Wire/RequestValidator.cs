namespace Scalewright.Agents.Wire;

internal static class RequestValidator
{
    // Leaves space for other content in a frame, whose payload is at most 1 MiB.
    private const int MaxArgumentBytes = 768 * 1024;
    private const int MaxPathLength = 4096;
    private const int MaxPathShown = 64;

    // Maximum duration of a timer.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <exception cref="ArgumentException">The request is invalid on every node.</exception>
    public static void Check(CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckNulls(request);
        if (request.Command.Count == 0 || request.Command[0].Length == 0)
        {
            throw new ArgumentException("A command needs a program to run.", nameof(request));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(request.MaxOutputBytes);
        if (request.Timeout <= TimeSpan.Zero || request.Timeout > MaxTimeout)
        {
            string found = request.Timeout == Timeout.InfiniteTimeSpan ? "without end" : $"of {request.Timeout}";
            throw new ArgumentOutOfRangeException(
                nameof(request),
                request.Timeout,
                $"A command cannot have a {nameof(request.Timeout)} {found}; use more than 0, and {MaxTimeout} at " + "most."
            );
        }

        CheckNames(request.Environment);
        int bytes = request
            .Command.Append(request.WorkingDirectory)
            .Concat(request.Environment.SelectMany(entry => new[] { entry.Key, entry.Value }))
            .Sum(Measure);
        if (!IsText(request.Input))
        {
            throw new ArgumentException(
                "The input of a command contains an unpaired surrogate, and it is sent as UTF-8; put other bytes into " + "a file.",
                nameof(request)
            );
        }

        if (bytes > MaxArgumentBytes)
        {
            throw new ArgumentException(
                $"The arguments, working directory and environment of a command have {bytes} bytes; the maximum is "
                    + $"{MaxArgumentBytes}.",
                nameof(request)
            );
        }
    }

    public static void CheckPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsPath(path))
        {
            string shown = path.Length > MaxPathShown ? $"{TextEscaping.Escape(path[..MaxPathShown])}..." : TextEscaping.Escape(path);
            throw new ArgumentException($"'{shown}' {GetFault(path)}.", nameof(path));
        }
    }

    private static string GetFault(string path) =>
        path switch
        {
            "/" => "is the root folder; name a file in it",
            { Length: > MaxPathLength } => $"is {path.Length} characters long; {MaxPathLength} are allowed",
            _ when path.Contains('\0', StringComparison.Ordinal) => "holds a zero character, which no path can have",
            _ when !path.StartsWith('/') => "is not an absolute file path; start it with '/'",
            _ when path.EndsWith('/') => "is a path of a folder; leave out the '/' at its end",
            _ => "is a path of a folder; name a file in it",
        };

    private static void CheckNulls(CommandRequest request)
    {
        string? nullMember = request switch
        {
            { Command: null } => nameof(request.Command),
            { Input: null } => nameof(request.Input),
            { WorkingDirectory: null } => nameof(request.WorkingDirectory),
            { Environment: null } => nameof(request.Environment),
            _ when request.Command.Any(static item => item is null) => $"A word in {nameof(request.Command)}",
            _ when request.Environment.Values.Any(static value => value is null) => $"A value in {nameof(request.Environment)}",
            _ => null,
        };
        if (nullMember is not null)
        {
            throw new ArgumentException($"{nullMember} of a command must not be null; use an empty string.", nameof(request));
        }
    }

    private static void CheckNames(ValueMap<string> environment)
    {
        foreach (string name in environment.Keys)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"'{TextEscaping.Escape(name)}' cannot be the name of an environment variable; use one or more "
                        + "characters without '='.",
                    nameof(environment)
                );
            }
        }
    }

    public static bool IsPath(string path) =>
        path.StartsWith('/')
        && !path.EndsWith('/')
        && !path.Contains('\0', StringComparison.Ordinal)
        && path.Length <= MaxPathLength
        && path.Split('/') is [.., not ("." or "..")];

    public static RunRequest Describe(CommandRequest request) =>
        new()
        {
            Words = [.. request.Command],
            Folder = request.WorkingDirectory,
            Environment = request.Environment.ToDictionary(StringComparer.Ordinal),
            DeadlineMilliseconds = (long)Math.Ceiling(request.Timeout.TotalMilliseconds),
            OutputBytesMax = request.MaxOutputBytes,
            HasInput = request.Input.Length > 0,
            HasListener = request.OnOutput is not null,
        };

    /// <summary>True if a text can be sent as UTF-8: it has no unpaired surrogate.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        int at;
        while ((at = text.IndexOfAnyInRange('\ud800', '\udfff')) >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out int length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + length)..];
        }

        return true;
    }

    private static int Measure(string item)
    {
        if (item.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{TextEscaping.Escape(item)}' holds a zero character, which no program can be given.",
                nameof(item)
            );
        }

        return IsText(item)
            ? Encoding.UTF8.GetByteCount(item)
            : throw new ArgumentException(
                $"'{TextEscaping.Escape(item)}' contains an unpaired surrogate, which UTF-8 cannot encode; "
                    + "put other bytes into a file.",
                nameof(item)
            );
    }
}
