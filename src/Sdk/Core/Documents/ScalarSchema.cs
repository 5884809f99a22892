namespace Scalewright.Documents;

/// <summary>Says what a scalar without quotes is.</summary>
internal abstract class ScalarSchema
{
    /// <summary>Longest integer that is turned into decimal digits; longer ones stay as written, no field takes them.</summary>
    protected const int ConvertLengthMax = 1024;

    /// <summary>True when U+0085, U+2028 and U+2029 end a line, as in YAML 1.1.</summary>
    public abstract bool HasWideBreaks { get; }

    /// <summary>
    /// True when the reader is as lenient as PyYAML's: of a key that is given again the last value counts, keys have types, several maps
    /// may be merged, and the tags of YAML 1.1's lists of pairs are known.
    /// </summary>
    public virtual bool IsLenient => false;

    /// <summary>True when a text without quotes means something where a key stands, but nothing where a value does.</summary>
    public virtual bool IsKeyOnly(string text) => false;

    /// <summary>True when a scalar means something: a date that is in no calendar does not.</summary>
    public virtual bool IsReal(in ScalarValue value) => true;

    /// <summary>The kind and the text of a scalar whose tag says what it is; another kind when it is not that.</summary>
    public virtual ScalarValue ResolveAs(ScalarKind wanted, string text) => Resolve(text);

    /// <summary>The kind and the text of a scalar that was written without quotes.</summary>
    public abstract ScalarValue Resolve(string text);
}
