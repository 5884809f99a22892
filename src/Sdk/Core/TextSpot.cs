namespace Scalewright;

/// <summary>A place in a text.</summary>
/// <param name="Line">Line, from 1; 0 when the place is not known.</param>
/// <param name="Column">Column in UTF-16 code units, from 1; a tab counts as one.</param>
public readonly record struct TextSpot(int Line, int Column)
{
    /// <summary>The place of what was made in code and stands in no text.</summary>
    public static TextSpot None => default;

    /// <summary><c>line:column</c>; empty when the place is not known.</summary>
    public override string ToString() => Line == 0 ? "" : $"{Line}:{Column}";
}
