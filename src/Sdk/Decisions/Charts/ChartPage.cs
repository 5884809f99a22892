using Scalewright.Files;

namespace Scalewright.Charts;

/// <summary>Report as one HTML file without scripts and network access. Equal pages produce identical bytes.</summary>
/// <param name="Title">Title of the page.</param>
public sealed record ChartPage(string Title)
{
    /// <summary>Sentence below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Answer of the page, before all sections. Default none.</summary>
    public ChartVerdict? Verdict { get; init; }

    /// <summary>Key figures below the verdict. Default none.</summary>
    public ValueList<ChartTile> Tiles { get; init; } = [];

    /// <summary>Sections, from top to bottom.</summary>
    public ValueList<ChartSection> Sections { get; init; } = [];

    /// <summary>Facts at the end of the page, for example version and seed. Default none.</summary>
    public ValueList<ChartFact> Facts { get; init; } = [];

    /// <summary>Returns the page as HTML.</summary>
    public string ToHtml() => HtmlPage.Draw(this);

    /// <summary>Writes the page to a file atomically. Replaces an existing file.</summary>
    /// <param name="path">Path of the file, relative to the current directory. Missing folders are created.</param>
    /// <param name="cancellationToken">Cancels the call before the file is written.</param>
    /// <returns>A task that completes when the file is written.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled. The file is unchanged.</exception>
    public Task WriteAsync(string path, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        OutputFolder.WriteFile(path, Encoding.UTF8.GetBytes(ToHtml()));
        return Task.CompletedTask;
    }
}
