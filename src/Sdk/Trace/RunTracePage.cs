using System.IO.Compression;

namespace Scalewright.Traces;

/// <summary>Writes the viewer of a trace: one HTML page that needs no other file and no network.</summary>
public static class RunTracePage
{
    private const string TitleMarker = "<!--title-->";
    private const string TraceMarker = "<!--trace-->";
    private const string PolicyStart = "content=\"default-src 'none';";

    // Only a served page can send requests: the viewer itself has no such code.
    private const string Requests = "<script>window.sendRequest = (path, options) => fetch(path, options);</script>";

    /// <summary>Writes a page. <see cref="RunTraceReader"/> reads it as it reads a trace file.</summary>
    /// <param name="stream">Stream that receives the page in UTF-8. It is not closed.</param>
    /// <param name="runs">Runs of the page. If the first one failed and the second one passed, the page says how they
    /// differ.</param>
    /// <param name="title">Title of the page.</param>
    /// <param name="cancellationToken">Cancels the writing. The page is then incomplete.</param>
    /// <exception cref="ArgumentException">A run is invalid, as <see cref="RunTraceWriter.WriteAsync"/>
    /// defines it.</exception>
    public static async Task WriteAsync(
        Stream stream,
        IReadOnlyList<RunTrace> runs,
        string title,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(title);
        using MemoryStream deflated = new();
        await using (DeflateStream deflating = new(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            await RunTraceWriter.WriteAsync(deflating, runs, cancellationToken);
        }

        string data = Convert.ToBase64String(deflated.GetBuffer(), 0, (int)deflated.Length);
        string page = (await ReadTemplateAsync(cancellationToken))
            .Replace(TitleMarker, WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace(
                TraceMarker,
                $"<script type=\"application/octet-stream\" id=\"trace\">{data}</script>{Compare(runs)}",
                StringComparison.Ordinal
            );
        await stream.WriteAsync(Encoding.UTF8.GetBytes(page), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Writes a page without a trace, which reads it from the path <c>/stream</c> of its server.</summary>
    /// <param name="stream">Stream that receives the page in UTF-8. It is not closed.</param>
    /// <param name="title">Title of the page.</param>
    /// <param name="content">Content of the stream, in the element <c>scalewright-server</c>.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    internal static async Task WriteServedAsync(Stream stream, string title, string content, CancellationToken cancellationToken)
    {
        string meta = $"{Requests}\n<meta name=\"scalewright-server\" content=\"{WebUtility.HtmlEncode(content)}\">";
        string page = (await ReadTemplateAsync(cancellationToken))
            .Replace(PolicyStart, $"{PolicyStart} connect-src 'self';", StringComparison.Ordinal)
            .Replace($"<title>{TitleMarker}", $"{meta}\n<title>{WebUtility.HtmlEncode(title)}", StringComparison.Ordinal)
            .Replace(TraceMarker, "", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(page), cancellationToken);
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "A file in the assembly is found by its name, also under Native AOT.")]
    private static async Task<string> ReadTemplateAsync(CancellationToken cancellationToken)
    {
        using StreamReader template = new(typeof(RunTracePage).Assembly.GetManifestResourceStream("viewer.html")!, Encoding.UTF8);
        return await template.ReadToEndAsync(cancellationToken);
    }

    // The serializer escapes '<', so the text cannot end the element.
    private static string Compare(IReadOnlyList<RunTrace> runs) =>
        runs is [{ End.Outcome: RunOutcomes.Failed } failing, { End.Outcome: RunOutcomes.Passed } passing, ..]
            ? "<script type=\"application/json\" id=\"differences\">"
                + JsonSerializer.Serialize(
                    DifferencesJson.From(passing.Header.Replay, RunDifference.Find(failing, passing)),
                    TraceJson.Default.DifferencesJson
                )
                + "</script>"
            : "";
}

/// <summary>Differences of the first two runs of a page.</summary>
internal sealed record DifferencesJson
{
    /// <summary>Seed and faults of the passing run.</summary>
    public string Nearest { get; init; } = "";

    /// <summary>The first fault that only one of the runs has; null without one.</summary>
    public DifferenceJson? Fault { get; init; }

    /// <summary>The first other state of a node, or effect of a call; null without one.</summary>
    public DifferenceJson? Effect { get; init; }

    /// <summary>The first other list or response that the program received; null without one.</summary>
    public DifferenceJson? Seen { get; init; }

    /// <summary>The first operation that the program did differently; null without one.</summary>
    public DifferenceJson? Done { get; init; }

    /// <summary>The last failed call of both runs before the first other operation; null without one.</summary>
    public DifferenceJson? Common { get; init; }

    /// <summary>Longest time without an operation of the program; null without one.</summary>
    public GapJson? Gap { get; init; }

    public static DifferencesJson From(string nearest, RunDifference difference) =>
        new()
        {
            Nearest = nearest,
            Fault = Find(difference, RunDifferenceKind.Fault),
            Effect = Find(difference, RunDifferenceKind.Effect),
            Seen = Find(difference, RunDifferenceKind.Seen),
            Done = Find(difference, RunDifferenceKind.Done),
            Common = Find(difference, RunDifferenceKind.Common),
            Gap = difference
                .Lines.Where(line => line.Kind == RunDifferenceKind.Gap)
                .Select(line => new GapJson(
                    line.At.Ticks,
                    line.End!.Value.Ticks,
                    Capitalize(line.Text),
                    line.Text.Contains("waited for", StringComparison.Ordinal)
                ))
                .FirstOrDefault(),
        };

    private static DifferenceJson? Find(RunDifference difference, RunDifferenceKind kind) =>
        difference
            .Lines.Where(line => line.Kind == kind)
            .Select(line => new DifferenceJson(line.Failing, line.Passing, $"At {TraceTime.Format(line.At)} {line}."))
            .FirstOrDefault();

    private static string Capitalize(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}

internal sealed record DifferenceJson(int Failing, int Passing, string Text);

internal sealed record GapJson(long From, long To, string Text, bool IsWaiting);
