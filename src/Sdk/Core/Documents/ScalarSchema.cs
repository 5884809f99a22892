namespace Scalewright.Documents;

internal abstract class ScalarSchema
{
    /// <summary>Maximum length of integers to convert to decimal. Longer ones are invalid in all fields.</summary>
    protected const int MaxConvertLength = 1024;

    /// <summary>True if U+0085, U+2028 and U+2029 end a line, as in YAML 1.1.</summary>
    public abstract bool HasWideBreaks { get; }

    /// <summary>True for PyYAML's leniency: repeated and typed keys, several merges, lists of pairs.</summary>
    public virtual bool IsLenient => false;

    /// <summary>True for plain text that is valid as a key but not as a value.</summary>
    public virtual bool IsKeyOnly(string text) => false;

    /// <summary>Returns true if a scalar is valid; false for a date that does not exist.</summary>
    public virtual bool IsReal(in ScalarValue value) => true;

    /// <summary>Resolves a scalar with a tag; returns another kind when the text does not match.</summary>
    public virtual ScalarValue ResolveAs(ScalarKind kind, string text) => Resolve(text);

    public abstract ScalarValue Resolve(string text);
}
