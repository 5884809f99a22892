namespace Scalewright.Documents;

internal readonly record struct ScalarValue(ScalarKind Kind, string Text);
