namespace Scalewright;

/// <summary>Position in a text.</summary>
/// <param name="Line">Line, from 1. 0 if the position is unknown.</param>
/// <param name="Column">Column in UTF-16 code units, from 1. A tab counts as one.</param>
public readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>Name of the file that contains the position. Default null: the file that is being read.</summary>
    public string? Source { get; init; }

    /// <summary>Position of objects that were made in code.</summary>
    public static TextPosition None => default;

    /// <summary>Returns <c>line:column</c>, or an empty text if the position is unknown.</summary>
    public override string ToString() => Line == 0 ? "" : $"{Line}:{Column}";
}
