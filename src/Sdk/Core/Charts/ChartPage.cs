namespace Scalewright.Charts;

/// <summary>Report as one HTML file without scripts and network access. Equal pages produce identical bytes.</summary>
/// <param name="Title">Title of the page.</param>
public sealed record ChartPage(string Title)
{
    /// <summary>Sentence below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Result in one or two sentences, before all sections. Default none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Sections, from top to bottom.</summary>
    public ValueList<ChartSection> Sections { get; init; } = [];

    /// <summary>Facts at the end of the page, for example version and seed. Default none.</summary>
    public ValueList<ChartFact> Facts { get; init; } = [];

    /// <summary>Returns the page as HTML.</summary>
    public string ToHtml() => HtmlPage.Draw(this);
}
