namespace Scalewright.Templating;

/// <summary>A text that a template can only write: neither its members nor its characters can be reached.</summary>
internal sealed class FactText
{
    private readonly string _text;

    private FactText(string text) => _text = text;

    /// <summary>The text for a template; an empty one is nothing, so that <c>if</c> is false.</summary>
    public static FactText? Of(string? text) => string.IsNullOrEmpty(text) ? null : new FactText(text);

    public override string ToString() => _text;
}
