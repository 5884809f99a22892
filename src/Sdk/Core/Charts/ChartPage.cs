namespace Scalewright.Charts;

/// <summary>A page for people: one HTML file that needs nothing else, no script and no network. Equal pages give equal bytes.</summary>
/// <param name="Title">The page's title.</param>
public sealed record ChartPage(string Title)
{
    /// <summary>A sentence below the title.</summary>
    public string Lead { get; init; } = "";

    /// <summary>The result in a sentence or two, before all parts; default none.</summary>
    public string Headline { get; init; } = "";

    /// <summary>The parts, from top to bottom.</summary>
    public ValueList<ChartSection> Sections { get; init; } = [];

    /// <summary>Facts at the end, such as version and seed: each with its name. Default none.</summary>
    public ValueList<ChartFact> Facts { get; init; } = [];

    /// <summary>The page as HTML.</summary>
    public string ToHtml() => HtmlPage.Draw(this);
}
