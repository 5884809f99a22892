namespace Scalewright.Documents;

/// <summary>Says what a scalar without quotes is.</summary>
internal abstract class ScalarSchema
{
    /// <summary>Longest integer that is turned into decimal digits; longer ones stay as written, no field takes them.</summary>
    protected const int ConvertLengthMax = 1024;

    /// <summary>True when U+0085, U+2028 and U+2029 end a line, as in YAML 1.1.</summary>
    public abstract bool HasWideBreaks { get; }

    /// <summary>The kind and the text of a scalar that was written without quotes.</summary>
    public abstract ScalarValue Resolve(string text);
}
