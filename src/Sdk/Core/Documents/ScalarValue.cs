namespace Scalewright.Documents;

/// <summary>What a plain text is by a schema.</summary>
/// <param name="Text">The text in the form of <see cref="DocumentScalar.Text"/>.</param>
internal readonly record struct ScalarValue(ScalarKind Kind, string Text);
